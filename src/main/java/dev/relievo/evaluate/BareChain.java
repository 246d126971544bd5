package dev.relievo.evaluate;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.OfflineChain;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The stage functions without Kafka, batch by batch on as many threads as there are cores, each
 * with stages of its own: what {@link ChainBench} compares with.
 */
final class BareChain implements AutoCloseable {

  /** Frames that go through the stages together; the batches are cut out of them. */
  private static final int GROUP = 16;

  private final List<OfflineChain> chains = new ArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ExecutorService pool;

  /** Loads the stages, once a core. */
  BareChain(Stages stages) {
    int cores = Runtime.getRuntime().availableProcessors();
    pool = Executors.newFixedThreadPool(cores, this::thread);
    for (int t = 0; t < cores; t++) {
      chains.add(stages.offline());
    }
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "bare-stages");
    threads.add(thread);
    return thread;
  }

  /** Ids of the threads that run the stages. */
  Set<Long> workerIds() {
    return threads.stream().map(Thread::getId).collect(Collectors.toSet());
  }

  /**
   * Sends frames through.
   *
   * @param batches mean items a batch, by stage
   * @return faces that came out
   */
  int run(List<Frame> frames, Map<String, Double> batches) throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int t = 0; t < chains.size(); t++) {
      OfflineChain chain = chains.get(t);
      List<Frame> share = new ArrayList<>();
      for (int i = t; i < frames.size(); i += chains.size()) {
        share.add(frames.get(i));
      }
      tasks.add(() -> run(chain, share, batches));
    }
    int faces = 0;
    try {
      for (Future<Integer> done : pool.invokeAll(tasks)) {
        faces += done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the bare functions failed", e.getCause());
    }
    return faces;
  }

  private static int run(OfflineChain chain, List<Frame> frames, Map<String, Double> batches) {
    int faces = 0;
    for (int i = 0; i < frames.size(); i += GROUP) {
      List<Frame> group = frames.subList(i, Math.min(frames.size(), i + GROUP));
      List<FaceCrop> crops = apply(chain.detect(), group, batches.get("detect"));
      List<CoarseFace> coarse = apply(chain.regress(), crops, batches.get("regress"));
      List<UnwrappedFace> maps = apply(chain.unwrap(), coarse, batches.get("unwrap"));
      List<DetailedFace> detailed = apply(chain.displace(), maps, batches.get("displace"));
      faces += apply(chain.mesh(), detailed, batches.get("mesh")).size();
    }
    return faces;
  }

  private static <I, O> List<O> apply(Stage<I, O> stage, List<I> inputs, double meanBatch) {
    List<O> out = new ArrayList<>();
    for (List<I> batch : Batches.of(inputs, meanBatch)) {
      for (Outcome<O> outcome : stage.apply(batch)) {
        if (outcome instanceof Outcome.Done<O> done) {
          out.addAll(done.outputs());
        } else {
          throw new IllegalStateException("a stage failed on a picture of the bench: " + outcome);
        }
      }
    }
    return out;
  }

  @Override
  public void close() {
    pool.shutdownNow();
    chains.forEach(OfflineChain::close);
  }
}
