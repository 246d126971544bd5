package dev.relievo.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.data.BatchSettings;
import dev.relievo.train.data.BatchSource;
import dev.relievo.train.data.FaceCache;
import dev.relievo.train.data.PhotoFolder;
import dev.relievo.train.data.SyntheticFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A training with all that it needs, from a folder of photographs: faces found and fitted once,
 * random faces rendered beside the training, settings written down.
 */
public final class CoarseRun implements AutoCloseable {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final FaceCache photographs;
  private final SyntheticFaces renderings;
  private final CoarseTraining training;
  private final Consumer<String> say;

  private CoarseRun(
      FaceCache photographs,
      SyntheticFaces renderings,
      CoarseTraining training,
      Consumer<String> say) {
    this.photographs = photographs;
    this.renderings = renderings;
    this.training = training;
    this.say = say;
  }

  /**
   * Prepares a training, or opens one that was begun.
   *
   * @param store of the networks that find faces
   * @param model whose coefficients are learned
   * @param photos folder of photographs
   * @param recognition folder or file of the package with the recognition network; null leaves the
   *     perceptual loss out
   * @param folder of the run
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param say told what happens, in lines for a person
   * @throws IOException where there are no usable photographs, or files cannot be written
   */
  public static CoarseRun open(
      ModelStore store,
      MorphableModel model,
      Path photos,
      Path recognition,
      Path folder,
      String device,
      CoarseSettings settings,
      Consumer<String> say)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("photos", photos.toString());
    all.put("faceModel", model.id());
    all.put("settings", settings);
    JSON.writeValue(folder.resolve("settings.json").toFile(), all);
    List<PhotoFolder.Photo> files = PhotoFolder.read(photos);
    FaceCache photographs =
        FaceCache.open(
            files,
            store,
            model,
            folder.resolve("photographs.faces"),
            (done, total) -> say.accept("faces found and fitted: " + done + " of " + total));
    SyntheticFaces renderings = null;
    if (settings.syntheticShare() > 0) {
      renderings =
          SyntheticFaces.open(
              photographs,
              store,
              model,
              folder.resolve("renderings.faces"),
              settings.seed(),
              settings.synthetic(),
              new Sparse(say));
    }
    BatchSettings batches =
        new BatchSettings(
            settings.seed(), settings.batch(), CoarseArchitecture.SIZE, settings.syntheticShare());
    BatchSource source = new BatchSource(photographs, renderings, model, batches);
    say.accept(source.trainingCount() + " photographs to learn from");
    CoarseTraining training =
        new CoarseTraining(model, source, recognition, settings, folder, NetworkDevice.of(device));
    return new CoarseRun(photographs, renderings, training, say);
  }

  /** Says how rendering goes, not too often. */
  private record Sparse(Consumer<String> say) implements FaceCache.Progress {
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
   * @param out file of the network
   */
  public CoarseTraining.End train(Path out, Duration most) throws IOException {
    return train(out, most, step -> {});
  }

  /**
   * The same, watched.
   *
   * @param afterStep called with the number of each step that was taken
   */
  CoarseTraining.End train(Path out, Duration most, LongConsumer afterStep) throws IOException {
    return training.run(out, most, afterStep, say::accept);
  }

  /** Steps that have been taken. */
  public long step() throws IOException {
    return training.step();
  }

  @Override
  public void close() throws IOException {
    training.close();
    if (renderings != null) {
      renderings.close();
    }
    photographs.close();
  }
}
