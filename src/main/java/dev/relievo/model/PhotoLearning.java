package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.tensor.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What a face model learns from photographs: where the landmark network puts its points ({@link
 * LandmarkCorrection}), then mean and components of albedo ({@link StudioAlbedo}, {@link
 * AlbedoBasis}).
 */
public final class PhotoLearning {

  /** Names what is learned: coefficients mean something else than before. */
  public static final String ID = "relievo-face-2";

  /** Least distance of the camera from a photographed face, mm: a portrait's. */
  private static final double DISTANCE = 1200;

  /** Photographs that are enough to place the landmarks by. */
  private static final int CORRECTION_FACES = 600;

  private static final int CORRECTION_ROUNDS = 2;
  private static final int SHAPE_ROUNDS = 4;

  /** Components of the second block move the skin by more than this, mm root mean square. */
  private static final double LEAST_SHAPE = 0.03;

  /** Photographs in unknown light that the albedo is learned from, at least. */
  private static final int ALBEDO_FACES = 600;

  private static final int ALBEDO_ROUNDS = 2;
  private static final int STUDIO_COMPONENTS = 30;

  /** How much an evenly lit photograph counts against one in unknown light. */
  private static final double STUDIO_IMPORTANCE = 3;

  private PhotoLearning() {}

  /**
   * Learns and writes the model.
   *
   * @param in a face model
   * @param faces faces of any photographs, at least two
   * @param studio those of them that were taken under one even light; where there are none, albedo
   *     starts from the model's own
   * @param components of albedo
   * @param out the learned model; may be the same file
   * @param log told each step
   * @return share of the albedo's variance that its components explain
   */
  public static double learn(
      Path in,
      List<Observation> faces,
      List<Observation> studio,
      int components,
      Path out,
      Consumer<String> log)
      throws IOException {
    List<Observation> far = faces.stream().map(f -> f.from(DISTANCE)).toList();
    correctLandmarks(in, far, CORRECTION_ROUNDS, out, log);
    ShapeSpace space = IdentityLearning.learn(Safetensors.read(out), far, SHAPE_ROUNDS, log);
    ModelFile.write(space.model(IdentityLearning.IDENTITIES, LEAST_SHAPE, ID), out);
    correctLandmarks(out, far, 1, out, log);
    List<Observation> even = studio.stream().map(f -> f.from(DISTANCE)).toList();
    List<Observation> uneven =
        some(far.stream().filter(f -> !isAmong(f, studio)).toList(), ALBEDO_FACES);
    return albedo(MorphableModel.load(out), out, uneven, even, components, log);
  }

  /** About so many of the faces, evenly taken. */
  static List<Observation> some(List<Observation> faces, int count) {
    int stride = Math.max(1, faces.size() / count);
    return IntStream.range(0, faces.size())
        .filter(i -> i % stride == 0)
        .mapToObj(faces::get)
        .toList();
  }

  private static boolean isAmong(Observation face, List<Observation> studio) {
    return studio.stream().anyMatch(s -> s.name().equals(face.name()));
  }

  static void correctLandmarks(
      Path in, List<Observation> faces, int rounds, Path out, Consumer<String> log)
      throws IOException {
    List<Observation> some = some(faces, CORRECTION_FACES);
    for (int round = 1; round <= rounds; round++) {
      Path from = round == 1 ? in : out;
      MorphableModel model = MorphableModel.load(from);
      log.accept("landmarks, round " + round + " of " + rounds + ": " + some.size() + " faces");
      LandmarkMap corrected = LandmarkCorrection.correct(model, some);
      ModelFile.withLandmarks(from, corrected, model.landmarks68(), model.id(), out);
    }
  }

  /**
   * Albedo of photographs under one light alone, then with its help of all.
   *
   * @param faces in any light
   * @param studio further faces, under one light
   */
  static double albedo(
      MorphableModel model,
      Path out,
      List<Observation> faces,
      List<Observation> studio,
      int components,
      Consumer<String> log)
      throws IOException {
    int[] mirror = MirrorMap.of(model);
    List<StudioAlbedo.Albedo> tones = new ArrayList<>();
    AlbedoBasis basis = AlbedoBasis.of(model);
    if (studio.size() > 1) {
      tones.addAll(new StudioAlbedo(model).separate(studio, n -> {}));
      AlbedoSamples lit = new AlbedoSamples(mirror);
      tones.forEach(a -> lit.add(a.values(), a.weights(), 1));
      basis = AlbedoBasis.learn(model, lit, STUDIO_COMPONENTS);
    }
    for (int round = 1; round <= ALBEDO_ROUNDS; round++) {
      basis = basis.scaled(model, StudioAlbedo.SKIN_LUMINANCE);
      ModelFile.withAlbedo(out, basis.mean(), basis.basis(), model.id(), out);
      MorphableModel lighter = MorphableModel.load(out);
      AlbedoSamples samples = new AlbedoSamples(mirror);
      tones.forEach(a -> samples.add(a.values(), a.weights(), STUDIO_IMPORTANCE));
      String what = "albedo, round " + round + " of " + ALBEDO_ROUNDS + ": ";
      new AlbedoLearning(lighter)
          .add(
              faces,
              samples,
              n -> {
                if (n % 200 == 0) {
                  log.accept(what + n + " of " + faces.size() + " faces");
                }
              });
      basis = AlbedoBasis.learn(model, samples, components);
    }
    basis = basis.scaled(model, StudioAlbedo.SKIN_LUMINANCE);
    ModelFile.withAlbedo(out, basis.mean(), basis.basis(), model.id(), out);
    return basis.explained();
  }
}
