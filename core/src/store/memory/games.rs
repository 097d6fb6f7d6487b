//! Games, for those who look from outside.

use super::Memory;
use crate::store::{Answer, DropGame, FinishGame, GameStore, SaveGame};

impl GameStore for Memory {
    fn save_game(&mut self, request: SaveGame) -> Answer<SaveGame> {
        self.games.insert(request.row.game_id, *request.row);
        Ok(())
    }

    fn finish_game(&mut self, request: FinishGame) -> Answer<FinishGame> {
        self.games.remove(&request.row.game_id);
        self.game_history.push(*request.row);
        Ok(())
    }

    fn drop_game(&mut self, request: DropGame) -> Answer<DropGame> {
        self.games.remove(&request.game_id);
        Ok(())
    }
}
