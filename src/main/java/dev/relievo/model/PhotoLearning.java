package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a face model learns from photographs: where the landmark network puts its points ({@link
 * LandmarkCorrection}), then mean and components of albedo ({@link StudioAlbedo}, {@link
 * AlbedoBasis}).
 */
public final class PhotoLearning {

  private static final int CORRECTION_ROUNDS = 3;

  private PhotoLearning() {}

  /**
   * The learned model.
   *
   * @param file the model with its landmarks and albedo replaced
   * @param albedoExplained share of the albedo's variance that its components explain
   */
  public record Learned(Safetensors file, double albedoExplained) {}

  /**
   * Learns.
   *
   * @param file a face model
   * @param faces faces of any photographs, for the landmarks
   * @param studio faces that were taken under one even light, for the albedo
   * @param components of albedo
   * @param log told each step
   */
  public static Learned learn(
      Safetensors file,
      List<Observation> faces,
      List<Observation> studio,
      int components,
      Consumer<String> log) {
    Safetensors current = file;
    for (int round = 1; round <= CORRECTION_ROUNDS; round++) {
      log.accept("landmarks, round " + round + " of " + CORRECTION_ROUNDS);
      MorphableModel model = MorphableModel.of(current);
      current = withLandmarks(current, LandmarkCorrection.correct(model, faces));
    }
    log.accept("albedo of " + studio.size() + " photographs under one light");
    MorphableModel model = MorphableModel.of(current);
    AlbedoBasis albedo =
        AlbedoBasis.learn(model, new StudioAlbedo(model).separate(studio, n -> {}), components);
    return new Learned(withAlbedo(current, albedo), albedo.explained());
  }

  private static Safetensors withLandmarks(Safetensors file, LandmarkMap map) {
    int n = map.count();
    return with(
        file,
        Map.of(
            "landmarks468.triangle", Tensor.i32(map.triangles(), n),
            "landmarks468.weights", Tensor.f32(map.weights(), n, 3)));
  }

  private static Safetensors withAlbedo(Safetensors file, AlbedoBasis albedo) {
    int vertices = albedo.mean().length / 3, count = albedo.basis().length;
    float[] basis = new float[count * albedo.mean().length];
    for (int k = 0; k < count; k++) {
      System.arraycopy(albedo.basis()[k], 0, basis, k * albedo.mean().length, albedo.mean().length);
    }
    return with(
        file,
        Map.of(
            "albedo.mean", Tensor.f32(albedo.mean(), vertices, 3),
            "albedo.basis", Tensor.f16(basis, count, vertices, 3)));
  }

  private static Safetensors with(Safetensors file, Map<String, Tensor> replaced) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    replaced.forEach((name, tensor) -> tensors.replace(name, tensor));
    return Safetensors.of(tensors, new TreeMap<>(file.metadata()));
  }
}
