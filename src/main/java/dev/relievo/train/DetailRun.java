package dev.relievo.train;

import dev.relievo.face.MorphableModel;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.data.PhotoFolder;
import dev.relievo.train.detail.DetailSource;
import dev.relievo.train.detail.ReliefFaces;
import dev.relievo.train.detail.UvPhotoCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A training of the detail network with all that it needs, from a folder of photographs: faces
 * found, regressed and unwrapped once by the stream's own stages, faces with known relief rendered
 * beside the training, settings written down.
 */
public final class DetailRun implements AutoCloseable {

  private final UvPhotoCache photographs;
  private final ReliefFaces renderings;
  private final DetailTraining training;
  private final Path out;
  private final Consumer<String> say;

  private DetailRun(
      UvPhotoCache photographs,
      ReliefFaces renderings,
      DetailTraining training,
      Path out,
      Consumer<String> say) {
    this.photographs = photographs;
    this.renderings = renderings;
    this.training = training;
    this.out = out;
    this.say = say;
  }

  /**
   * Where a run finds and leaves things.
   *
   * @param photos folder of photographs
   * @param coarse the network that regresses coefficients; the store's where there is none
   * @param from network to start from; random weights where there is none
   * @param cache folder of faces in UV space, which runs may share
   * @param folder of the run
   * @param out file of the network; PyTorch's is written beside it
   */
  public record Places(
      Path photos, Optional<Path> coarse, Optional<Path> from, Path cache, Path folder, Path out) {}

  /**
   * Prepares a training, or opens one that was begun.
   *
   * @param store of the networks that find faces and regress
   * @param model whose chart the relief lies over
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param say told what happens, in lines for a person
   * @throws IOException where there are no usable photographs, files cannot be read or written, or
   *     the folder holds a run that these settings do not continue
   */
  public static DetailRun open(
      ModelStore store,
      MorphableModel model,
      Places places,
      String device,
      DetailSettings settings,
      Consumer<String> say)
      throws IOException {
    NetworkDevice where = NetworkDevice.of(device);
    Path folder = Files.createDirectories(places.folder());
    RunFolder run = RunFolder.of(folder, places.photos(), places.from(), model.id(), settings);
    CoarseRun.requireWritable(places.out());
    run.write();
    Path cache = Files.createDirectories(places.cache());
    UvPhotoCache photographs =
        UvPhotoCache.open(
            PhotoFolder.read(places.photos()),
            store,
            model,
            places.coarse(),
            settings.size(),
            cache.resolve("photographs-%d.uv".formatted(settings.size())),
            (done, total) -> say.accept("faces found and unwrapped: " + done + " of " + total));
    ReliefFaces renderings = null;
    try {
      renderings =
          ReliefFaces.open(
              photographs,
              model,
              cache.resolve("renderings-%d.uv".formatted(settings.size())),
              settings.seed(),
              settings.renderings(),
              (done, total) -> {
                if (done % 1000 == 0 || done == total) {
                  say.accept("faces with relief rendered: " + done + " of " + total);
                }
              });
      DetailSource source =
          new DetailSource(
              photographs,
              renderings,
              model,
              settings.size(),
              settings.variant(),
              settings.seed(),
              settings.batch(),
              settings.renderedShare());
      say.accept(source.trainingCount() + " photographs to learn from");
      Optional<Safetensors> from =
          places.from().isPresent()
              ? Optional.of(Safetensors.read(places.from().get()))
              : Optional.empty();
      DetailTraining training = new DetailTraining(model, source, from, settings, folder, where);
      return new DetailRun(photographs, renderings, training, places.out(), say);
    } catch (IOException | RuntimeException e) {
      close(photographs, renderings);
      throw e;
    }
  }

  /**
   * Trains; see {@link DetailTraining#run}.
   *
   * @param most time to train for
   */
  public CoarseTraining.End train(Duration most) throws IOException {
    return train(most, step -> {});
  }

  CoarseTraining.End train(Duration most, LongConsumer afterStep) throws IOException {
    return training.run(out, most, afterStep, say);
  }

  /** Figures of the last look at validation faces, by name. */
  Map<String, Double> latest() {
    return training.latest();
  }

  /** Parameters of the network. */
  int parameterCount() {
    return training.parameterCount();
  }

  /** Steps that have been taken. */
  public long step() throws IOException {
    return training.step();
  }

  @Override
  public void close() throws IOException {
    training.close();
    close(photographs, renderings);
  }

  private static void close(UvPhotoCache photographs, ReliefFaces renderings) throws IOException {
    if (renderings != null) {
      renderings.close();
    }
    photographs.close();
  }
}
