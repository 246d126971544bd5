package dev.relievo.stage.mesh;

import dev.relievo.export.Glb;
import dev.relievo.export.Texture;
import dev.relievo.export.TexturedMesh;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.MeshFormat;
import dev.relievo.record.RejectReason;
import dev.relievo.render.Normals;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the mesh of a face.
 *
 * <p>Input: {@link DetailedFace} (coefficients, texture, displacement). Output: one {@link
 * FaceMesh}, a GLB in model space before pose with the texture's bytes as they came; landmarks,
 * coefficients and the displacement, where its gate is above 0, are carried through. Fails with
 * {@link RejectReason#INVALID_RECORD} where coefficients are malformed, not finite or of another
 * face model, or where the texture is neither JPEG nor PNG.
 *
 * <p>Safe to share between threads.
 */
public final class MeshStage implements Stage<DetailedFace, FaceMesh> {

  private final MorphableModel model;

  /** A stage for faces of this model. */
  public MeshStage(MorphableModel model) {
    this.model = model;
  }

  @Override
  public List<Outcome<FaceMesh>> apply(List<DetailedFace> batch) {
    float[] normals = new float[3 * model.vertexCount()];
    List<Outcome<FaceMesh>> outcomes = new ArrayList<>(batch.size());
    for (DetailedFace face : batch) {
      outcomes.add(mesh(face, normals));
    }
    return outcomes;
  }

  private Outcome<FaceMesh> mesh(DetailedFace face, float[] normals) {
    String id = face.getFace().getFaceId();
    try {
      FaceParameters parameters = FaceRecords.fromRecord(model, face.getCoefficients());
      Texture texture = Texture.of(face.getTexture().getData());
      float[] vertices = model.shape(parameters);
      requireFinite(vertices);
      Normals.ofVertices(vertices, model.triangles(), normals);
      TexturedMesh mesh =
          new TexturedMesh(id, vertices, normals, model.uv(), model.triangles(), texture);
      boolean detailed = face.getGate() > 0;
      return Outcome.done(
          FaceMesh.newBuilder()
              .setFace(face.getFace())
              .setLandmarks(face.getLandmarks())
              .setCoefficients(face.getCoefficients())
              .setFormat(MeshFormat.GLB)
              .setMesh(Glb.write(mesh))
              .setDisplacement(detailed ? face.getDisplacement() : null)
              .setDisplacementScale(detailed ? face.getDisplacementScale() : 0)
              .build());
    } catch (IllegalArgumentException e) {
      return Outcome.failed(
          RejectReason.INVALID_RECORD, "no mesh for the face " + id + ": " + e.getMessage());
    }
  }

  private static void requireFinite(float[] vertices) {
    for (float v : vertices) {
      if (!Float.isFinite(v)) {
        throw new IllegalArgumentException("its coefficients give a shape that is not finite");
      }
    }
  }
}
