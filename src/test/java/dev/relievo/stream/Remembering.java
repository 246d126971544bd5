package dev.relievo.stream;

import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.StageMemory;
import java.util.List;
import java.util.Optional;

/** A stage with a memory of a test's choice. */
record Remembering<I, O>(Stage<I, O> stage, StageMemory<I, O, ?> known) implements Stage<I, O> {

  @Override
  public List<Outcome<O>> apply(List<I> batch) {
    return stage.apply(batch);
  }

  @Override
  public Optional<StageMemory<I, O, ?>> memory() {
    return Optional.of(known);
  }
}
