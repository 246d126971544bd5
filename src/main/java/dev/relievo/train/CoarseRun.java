package dev.relievo.train;

import dev.relievo.face.MorphableModel;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.nn.convert.RecognitionWeights;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Safetensors;
import dev.relievo.train.data.BatchSettings;
import dev.relievo.train.data.BatchSource;
import dev.relievo.train.data.FaceCache;
import dev.relievo.train.data.PhotoFolder;
import dev.relievo.train.data.Progress;
import dev.relievo.train.data.SyntheticFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A training with all that it needs, from a folder of photographs: faces found and fitted once,
 * random faces rendered beside the training, settings written down.
 */
public final class CoarseRun implements AutoCloseable {

  private final FaceCache photographs;
  private final SyntheticFaces renderings;
  private final CoarseTraining training;
  private final Path out;
  private final Consumer<String> say;

  private CoarseRun(
      FaceCache photographs,
      SyntheticFaces renderings,
      CoarseTraining training,
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
   * @param recognition the package with the recognition network, packed or unpacked; needed where
   *     the perceptual loss counts
   * @param from network to start from; random weights where there is none
   * @param folder of the run
   * @param out file of the network; PyTorch's is written beside it
   */
  public record Places(
      Path photos, Optional<Path> recognition, Optional<Path> from, Path folder, Path out) {}

  /**
   * Prepares a training, or opens one that was begun. Whatever can be wrong with the places is
   * found before the long work.
   *
   * @param store of the networks that find faces
   * @param model whose coefficients are learned
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param say told what happens, in lines for a person
   * @throws IOException where there are no usable photographs, files cannot be read or written, or
   *     the folder holds a run that these settings do not continue
   */
  public static CoarseRun open(
      ModelStore store,
      MorphableModel model,
      Places places,
      String device,
      CoarseSettings settings,
      Consumer<String> say)
      throws IOException {
    NetworkDevice where = NetworkDevice.of(device);
    Path folder = Files.createDirectories(places.folder());
    RunFolder run = RunFolder.of(folder, places.photos(), places.from(), model.id(), settings);
    requireWritable(places.out());
    Optional<float[]> recognition = recognition(places, settings);
    Optional<Safetensors> from =
        places.from().isPresent()
            ? Optional.of(Safetensors.read(places.from().get()))
            : Optional.empty();
    List<PhotoFolder.Photo> files = PhotoFolder.read(places.photos());
    run.write();
    FaceCache photographs =
        FaceCache.open(
            files,
            store,
            model,
            folder.resolve("photographs.faces"),
            (done, total) -> say.accept("faces found and fitted: " + done + " of " + total));
    SyntheticFaces renderings = null;
    try {
      if (settings.syntheticShare() > 0) {
        renderings = renderings(photographs, store, model, folder, settings, say);
      }
      BatchSource source = new BatchSource(photographs, renderings, model, batches(settings));
      say.accept(source.trainingCount() + " photographs to learn from");
      CoarseTraining training =
          new CoarseTraining(model, source, recognition, from, settings, folder, where);
      return new CoarseRun(photographs, renderings, training, places.out(), say);
    } catch (IOException | RuntimeException e) {
      close(photographs, renderings);
      throw e;
    }
  }

  /** Hours of training are not to end with a network that cannot be kept. */
  static void requireWritable(Path out) throws IOException {
    Path parent = Files.createDirectories(out.toAbsolutePath().getParent());
    if (Files.isDirectory(out)) {
      throw new IOException(out + " is a folder; the network needs the name of a file");
    }
    if (!Files.isWritable(Files.exists(out) ? out : parent)) {
      throw new IOException(out + " cannot be written");
    }
  }

  private static Optional<float[]> recognition(Places places, CoarseSettings settings)
      throws IOException {
    return places.recognition().isPresent() && settings.weights().perceptual() > 0
        ? Optional.of(RecognitionWeights.read(places.recognition().get()))
        : Optional.empty();
  }

  private static SyntheticFaces renderings(
      FaceCache photographs,
      ModelStore store,
      MorphableModel model,
      Path folder,
      CoarseSettings settings,
      Consumer<String> say)
      throws IOException {
    return SyntheticFaces.open(
        photographs,
        store,
        model,
        folder.resolve("renderings.faces"),
        settings.seed(),
        settings.synthetic(),
        new Sparse(say));
  }

  private static BatchSettings batches(CoarseSettings settings) {
    return new BatchSettings(
        settings.seed(), settings.batch(), CoarseArchitecture.SIZE, settings.syntheticShare());
  }

  /** Says how rendering goes, not too often. */
  private record Sparse(Consumer<String> say) implements Progress {
    @Override
    public void report(int done, int total) {
      if (done % 1000 == 0 || done == total) {
        say.accept("random faces rendered: " + done + " of " + total);
      }
    }
  }

  /**
   * Trains; see {@link CoarseTraining#run}.
   *
   * @param most time to train for
   */
  public CoarseTraining.End train(Duration most) throws IOException {
    return train(most, step -> {});
  }

  /**
   * The same, watched.
   *
   * @param afterStep called with the number of each step that was taken
   */
  CoarseTraining.End train(Duration most, LongConsumer afterStep) throws IOException {
    return training.run(out, most, afterStep, say::accept);
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

  private static void close(FaceCache photographs, SyntheticFaces renderings) throws IOException {
    if (renderings != null) {
      renderings.close();
    }
    photographs.close();
  }
}
