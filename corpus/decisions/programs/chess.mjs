// A chess engine that is held up at each position: a search over the moves of chess.js, a method of which suspends.
import { Chess } from 'chess.js';
import { pull } from './pull.mjs';

class Watched extends Chess {
  constructor(emit, position) {
    super(position);
    this.emit = emit;
  }
  move(...args) {
    const made = super.move(...args);
    this.emit?.(made.san);
    return made;
  }
}

const values = { p: 1, n: 3, b: 3, r: 5, q: 9, k: 0 };

function search(game, depth) {
  if (depth === 0)
    return game
      .board()
      .flat()
      .reduce(
        (sum, one) => sum + (one ? (one.color === game.turn() ? 1 : -1) * values[one.type] : 0),
        0,
      );
  let best = game.isCheckmate() ? -1000 : Number.NEGATIVE_INFINITY;
  for (const move of game.moves()) {
    game.move(move);
    best = Math.max(best, -search(game, depth - 1));
    game.undo();
  }
  return best;
}

pull((emit) => {
  emit(search(new Watched(emit, '4k3/8/8/3q4/8/8/4R3/4K3 w - - 0 1'), 2));
});
