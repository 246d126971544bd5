package dev.relievo.evaluate;

import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.StageMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stage with its memory, record after record of one camera, as the stream runs them.
 *
 * @param <I> input record
 * @param <O> output record
 */
final class Follower<I, O> {

  private static final int BATCH = 8;

  private final Stage<I, O> stage;
  private final Fold<I, O, ?> fold;

  private record Fold<I, O, S>(StageMemory<I, O, S> memory, Map<String, S> states) {

    Fold(StageMemory<I, O, S> memory) {
      this(memory, new HashMap<>());
    }

    List<O> after(I input, List<O> outputs) {
      Optional<String> key = memory.key(input);
      if (key.isEmpty()) {
        return outputs;
      }
      Optional<S> state = Optional.ofNullable(states.get(key.get()));
      StageMemory.Step<O, S> step = memory.after(state, input, outputs);
      step.state().ifPresent(next -> states.put(key.get(), next));
      return step.outputs();
    }
  }

  /** A stage with nothing in its memory yet; not closed by this. */
  Follower(Stage<I, O> stage) {
    this.stage = stage;
    fold = fold(stage.memory().orElseThrow());
  }

  private static <I, O, S> Fold<I, O, S> fold(StageMemory<I, O, S> memory) {
    return new Fold<>(memory);
  }

  /** Outputs of each input, in order; none of what fails. */
  List<List<O>> follow(List<I> inputs) {
    List<List<O>> outputs = new ArrayList<>();
    for (int from = 0; from < inputs.size(); from += BATCH) {
      List<I> batch = inputs.subList(from, Math.min(inputs.size(), from + BATCH));
      List<Outcome<O>> outcomes = stage.apply(batch);
      for (int i = 0; i < batch.size(); i++) {
        outputs.add(
            outcomes.get(i) instanceof Outcome.Done<O> done
                ? fold.after(batch.get(i), done.outputs())
                : List.of());
      }
    }
    return outputs;
  }
}
