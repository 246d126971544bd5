package dev.relievo.stage.mesh;

import dev.relievo.export.AlbedoTexture;
import dev.relievo.export.Detail;
import dev.relievo.export.DisplacementImages;
import dev.relievo.export.FaceMesher;
import dev.relievo.export.Glb;
import dev.relievo.export.Texture;
import dev.relievo.export.TexturedMesh;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.NoImage;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.MeshFormat;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.util.List;

/**
 * Makes the mesh of a face.
 *
 * <p>Input: {@link DetailedFace} (coefficients, texture, displacement). Output: one {@link
 * FaceMesh}, a GLB of the coarse mesh in model space before pose with the texture's bytes as they
 * came and, where the relief's gate is above 0, tangents and a normal map of the displacement's
 * size; landmarks, coefficients and that displacement are carried through. Fails with {@link
 * RejectReason#INVALID_RECORD} where coefficients are malformed, not finite or of another face
 * model, where the texture is neither JPEG nor PNG, or the displacement's scale is none; with the
 * decoder's reason where the displacement cannot be read. A face whose texture was left out ({@link
 * NoImage}) gets the model's albedo for one.
 *
 * <p>Not safe to share between threads.
 */
public final class MeshStage implements Stage<DetailedFace, FaceMesh> {

  private final FaceMesher mesher;
  private AlbedoTexture albedo;

  /** A stage for faces of this model. */
  public MeshStage(MorphableModel model) {
    mesher = new FaceMesher(model);
  }

  @Override
  public List<Outcome<FaceMesh>> apply(List<DetailedFace> batch) {
    return batch.stream().map(this::mesh).toList();
  }

  private Outcome<FaceMesh> mesh(DetailedFace face) {
    try {
      FaceParameters parameters = FaceRecords.fromRecord(mesher.model(), face.getCoefficients());
      Texture texture = texture(face.getTexture(), parameters);
      boolean detailed = face.getGate() > 0;
      mesher.place(
          parameters,
          detailed
              ? DisplacementImages.decode(face.getDisplacement(), face.getDisplacementScale())
              : null);
      TexturedMesh mesh = mesher.mesh(face.getFace().getFaceId(), texture, Detail.DEFAULT);
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
    } catch (ImageRejectedException e) {
      return Outcome.failed(
          e.reason(), noMesh(face, "its relief cannot be read: " + e.getMessage()));
    } catch (IllegalArgumentException e) {
      return Outcome.failed(RejectReason.INVALID_RECORD, noMesh(face, e.getMessage()));
    }
  }

  private Texture texture(EncodedImage image, FaceParameters parameters) {
    if (!NoImage.is(image)) {
      return Texture.of(image.getData());
    }
    if (albedo == null) {
      albedo = new AlbedoTexture(mesher.model());
    }
    return albedo.of(parameters.albedo());
  }

  private static String noMesh(DetailedFace face, String why) {
    return "no mesh for the face " + face.getFace().getFaceId() + ": " + why;
  }
}
