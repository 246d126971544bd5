package dev.relievo.train;

import ai.djl.Device;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.tensor.ModelManifest;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Coarse networks that have learned nothing: the mean face, disturbed, where the landmarks are. */
public final class RandomNetworks {

  private RandomNetworks() {}

  /** A network of the trained kind's layers for a face model. */
  public static Safetensors coarse(MorphableModel model, long seed) {
    FaceVector layout = new FaceVector(model);
    try (TrainableCoarse network = new TrainableCoarse(architecture(layout), Device.cpu())) {
      return network.export(
          network.initialParameters(seed),
          statistics(network, seed),
          standard(layout, seed),
          Map.of(CoarseNetwork.FACE_MODEL_KEY, model.id()));
    }
  }

  static CoarseArchitecture architecture(FaceVector layout) {
    return CoarseArchitecture.of(layout.length(), layout.translation());
  }

  /** Means near 0 and variances near 1, none exactly. */
  static float[] statistics(TrainableCoarse network, long seed) {
    Random random = new Random(seed);
    float[] out = network.initialStatistics();
    for (int i = 0; i < out.length; i++) {
      out[i] += out[i] == 1 ? 0.3f * random.nextFloat() : 0.1f * (float) random.nextGaussian();
    }
    return out;
  }

  /** Features as they are in photographs, roughly; outputs that make faces. */
  static TrainableCoarse.Standard standard(FaceVector layout, long seed) {
    int features = architecture(layout).graph().landmarks().features();
    float[] featureMean = new float[features], featureDeviation = new float[features];
    float[] mean = new float[layout.length()], deviation = new float[layout.length()];
    Random random = new Random(seed + 1);
    for (int i = 0; i < features; i++) {
      featureMean[i] = 0.1f * (float) random.nextGaussian();
      featureDeviation[i] = 0.5f + random.nextFloat();
    }
    Arrays.fill(deviation, 0.3f);
    Arrays.fill(deviation, layout.rotation(), layout.rotation() + FaceVector.ROTATION, 0.02f);
    Arrays.fill(
        deviation, layout.translation(), layout.translation() + FaceVector.TRANSLATION, 0.005f);
    // ln of how many millimetres the landmarks' root mean square distance from their mean is.
    mean[layout.translation() + 2] = (float) -Math.log(52);
    for (int c = 0; c < 3; c++) {
      mean[layout.illumination() + 9 * c] = 2.5f;
    }
    return new TrainableCoarse.Standard(featureMean, featureDeviation, mean, deviation);
  }

  /** Puts a random network beside the models of another folder, in a new one. */
  public static void install(Path models, Path into, MorphableModel model, long seed)
      throws IOException {
    Files.createDirectories(into.resolve("coarse"));
    Path file = into.resolve("coarse/relievo-coarse.safetensors");
    coarse(model, seed).write(file);
    ModelManifest manifest = ModelManifest.read(models);
    for (ModelManifest.Model entry : manifest.models()) {
      Path copy = into.resolve(entry.file());
      Files.createDirectories(copy.getParent());
      if (!Files.exists(copy)) {
        Files.copy(models.resolve(entry.file()), copy);
      }
    }
    manifest
        .with(
            new ModelManifest.Model(
                CoarseNetwork.MODEL,
                "random",
                "coarse/relievo-coarse.safetensors",
                ModelStore.sha256(ByteBuffer.wrap(Files.readAllBytes(file))),
                "Apache-2.0",
                "coarse/README.md",
                List.of()))
        .write(into);
  }
}
