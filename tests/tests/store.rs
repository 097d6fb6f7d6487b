//! The suite of the store on tables in memory.

clank_tests::store_suite!(|tables| Box::new(tables));
