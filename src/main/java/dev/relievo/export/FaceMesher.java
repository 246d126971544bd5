package dev.relievo.export;

import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.render.Chart;
import dev.relievo.render.CoarseSurface;
import dev.relievo.render.DenseMesh;
import dev.relievo.render.DenseTopology;
import dev.relievo.render.NormalMapBaker;
import dev.relievo.render.ReliefMap;
import dev.relievo.render.ReliefMask;
import dev.relievo.render.Tangents;
import java.nio.ByteBuffer;

/**
 * Makes the meshes of one face after another: {@link #place} takes a face, the other methods give
 * what is wanted of it. What depends on the model alone is prepared at its first use; a change of
 * density or of the map's size prepares again. Arrays that it hands out are used again by the next
 * face; an instance belongs to one thread.
 */
public final class FaceMesher {

  private final MorphableModel model;
  private final CoarseSurface surface;
  private final float[] mask;
  private final float[] vertices;
  private final float[] control;
  private Coarse coarse;
  private Dense dense;
  private boolean hasRelief;
  private boolean hasTangents;

  /** For faces of a model; prepares little. */
  public FaceMesher(MorphableModel model) {
    this.model = model;
    surface = new CoarseSurface(model.uv(), model.triangles());
    mask = ReliefMask.of(model);
    vertices = new float[3 * model.vertexCount()];
    control = new float[3 * model.controlCount()];
  }

  /** What depends on the size of the displacement map. */
  private static final class Coarse {
    final Chart chart;
    final ReliefMap relief;
    final Tangents tangents;
    final float[] tangentsOfFace;
    NormalMapBaker baker;

    Coarse(MorphableModel model, float[] mask, int size) {
      chart = Chart.of(model, size);
      relief = new ReliefMap(chart, mask);
      tangents = new Tangents(model.uv(), model.triangles());
      tangentsOfFace = new float[4 * model.vertexCount()];
    }

    NormalMapBaker baker() {
      if (baker == null) {
        baker = new NormalMapBaker(chart);
      }
      return baker;
    }
  }

  /** What depends on the density. */
  private static final class Dense {
    final DenseMesh mesh;
    Chart bakedOver;
    NormalMapBaker baker;
    Tangents tangents;
    float[] tangentsOfFace;

    Dense(MorphableModel model, int density) {
      mesh = new DenseMesh(DenseTopology.of(model, density));
    }

    /** A baker of what relief over a chart has and this mesh lacks. */
    NormalMapBaker baker(Chart chart) {
      DenseTopology t = mesh.topology();
      if (tangents == null) {
        tangents = new Tangents(t.uv(), t.triangles());
        tangentsOfFace = new float[4 * t.vertexCount()];
      }
      if (bakedOver != chart) {
        baker = new NormalMapBaker(chart, Chart.of(t.uv(), t.triangles(), chart.size()));
        bakedOver = chart;
      }
      return baker;
    }
  }

  /** The model. */
  public MorphableModel model() {
    return model;
  }

  /**
   * Takes a face.
   *
   * @param relief over it; null where there is none
   * @throws IllegalArgumentException where the coefficients give a shape that is not finite
   */
  public void place(FaceParameters face, DisplacementMap relief) {
    model.shape(face, control, vertices);
    for (float v : vertices) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("its coefficients give a shape that is not finite");
      }
    }
    surface.place(vertices);
    hasTangents = false;
    hasRelief = relief != null;
    if (hasRelief) {
      if (coarse == null || coarse.chart.size() != relief.size()) {
        coarse = new Coarse(model, mask, relief.size());
      }
      coarse.relief.place(relief);
    }
  }

  /** Whether the face was placed with relief. */
  public boolean hasRelief() {
    return hasRelief;
  }

  /** The face without relief: V x 3 vertices in mm and their normals. */
  public CoarseSurface surface() {
    return surface;
  }

  /** The dense mesh of the face, with its relief; without, where it has none. */
  public DenseMesh dense(int density) {
    if (dense == null || dense.mesh.topology().density() != density) {
      dense = new Dense(model, density);
    }
    dense.mesh.place(surface, relief());
    return dense.mesh;
  }

  private ReliefMap relief() {
    if (coarse == null) {
      coarse = new Coarse(model, mask, 1);
    }
    if (!hasRelief) {
      coarse.relief.place(DisplacementMap.flat(coarse.chart.size()));
    }
    return coarse.relief;
  }

  /** The face as the coarse mesh, without relief. */
  TexturedMesh coarse(String name, Texture texture) {
    return new TexturedMesh(
        name, vertices, surface.normals(), model.uv(), model.triangles(), texture);
  }

  /**
   * The face as a mesh. One without relief has no normal map, whatever the mode.
   *
   * @param name of the object in the file
   * @param texture in UV
   */
  public TexturedMesh mesh(String name, Texture texture, Detail detail) {
    if (detail.mode().isDense()) {
      return denseMesh(name, texture, detail);
    }
    return hasRelief
        ? coarse(name, texture).with(new TexturedMesh.NormalMap(tangents(), png(normalMap())))
        : coarse(name, texture);
  }

  private TexturedMesh denseMesh(String name, Texture texture, Detail detail) {
    DenseMesh mesh = dense(detail.density());
    DenseTopology t = mesh.topology();
    TexturedMesh out =
        new TexturedMesh(name, mesh.vertices(), mesh.normals(), t.uv(), t.triangles(), texture);
    if (!hasRelief || detail.mode() != Detail.Mode.BOTH) {
      return out;
    }
    NormalMapBaker baker = dense.baker(coarse.chart);
    dense.tangents.of(mesh.vertices(), mesh.normals(), dense.tangentsOfFace);
    RgbImage image = baker.bake(surface, coarse.relief, mesh.normals(), dense.tangentsOfFace);
    return out.with(new TexturedMesh.NormalMap(dense.tangentsOfFace, png(image)));
  }

  private static Texture png(RgbImage image) {
    return new Texture(Texture.Format.PNG, ByteBuffer.wrap(ImageEncoder.png(image)));
  }

  /**
   * The normal map of the coarse mesh, of the displacement map's size.
   *
   * @throws IllegalStateException where the face has no relief
   */
  public RgbImage normalMap() {
    if (!hasRelief) {
      throw new IllegalStateException("a face without relief has no normal map");
    }
    return coarse.baker().bake(surface, coarse.relief, surface.normals(), tangents());
  }

  private float[] tangents() {
    if (!hasTangents) {
      coarse.tangents.of(vertices, surface.normals(), coarse.tangentsOfFace);
      hasTangents = true;
    }
    return coarse.tangentsOfFace;
  }
}
