package dev.relievo.evaluate;

import dev.relievo.export.Detail;
import dev.relievo.export.FaceMesher;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import java.util.Random;

/** Milliseconds of meshes with relief alone, from coefficients and a map, on one thread. */
public final class MeshBench {

  private static final int MAP = 256;

  /** Vertices that times of dense meshes are scaled to. */
  private static final double VERTICES = 60_000;

  private MeshBench() {}

  /**
   * Times the mean face with relief everywhere, again and again.
   *
   * @param rounds timed calls, after as many untimed ones
   * @return {@code mesh.dense_ms}, positions and normals of a dense mesh of 60,000 vertices, scaled
   *     from density {@link Detail#DEFAULT_DENSITY}; {@code mesh.normal_map_ms}, the same relief as
   *     tangents and a normal map, not yet encoded
   */
  public static Metrics run(MorphableModel model, int rounds) {
    FaceParameters face = mean(model);
    DisplacementMap relief = rough();
    FaceMesher mesher = new FaceMesher(model);
    double[] dense = new double[rounds], map = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      int slot = Math.max(0, round);
      long start = System.nanoTime();
      mesher.place(face, relief);
      int vertices = mesher.dense(Detail.DEFAULT_DENSITY).topology().vertexCount();
      long meshedAt = System.nanoTime();
      mesher.place(face, relief);
      mesher.normalMap();
      long bakedAt = System.nanoTime();
      dense[slot] = (meshedAt - start) / 1e6 * VERTICES / vertices;
      map[slot] = (bakedAt - meshedAt) / 1e6;
    }
    Metrics metrics = new Metrics();
    metrics.putPercentiles("mesh.dense_ms", dense);
    metrics.putPercentiles("mesh.normal_map_ms", map);
    return metrics;
  }

  private static FaceParameters mean(MorphableModel model) {
    return new FaceParameters(
        new float[model.identityCount()],
        new float[model.correctiveCount()],
        new float[model.expressionCount()],
        new float[model.albedoCount()],
        Pose.frontal(700),
        Illumination.ambient());
  }

  private static DisplacementMap rough() {
    DisplacementMap map = DisplacementMap.flat(MAP);
    Random random = new Random(1);
    for (int i = 0; i < map.millimetres().length; i++) {
      map.millimetres()[i] = (float) (.1 * random.nextGaussian());
    }
    return map;
  }
}
