package dev.relievo.stage.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.export.Faces;
import dev.relievo.export.Glb;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.MorphableModels;
import dev.relievo.record.Coefficients;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeshStageTest {

  private final MorphableModel model = MorphableModels.tiny();
  private final MeshStage stage = new MeshStage(model);

  @Test
  void shouldWriteGlbWithTheTextureAsItCame() {
    DetailedFace face = Faces.detailed(model, 0);

    FaceMesh mesh = ((Outcome.Done<FaceMesh>) stage.apply(List.of(face)).get(0)).outputs().get(0);

    assertThat(mesh.getFace()).isEqualTo(face.getFace());
    assertThat(mesh.getLandmarks()).isEqualTo(face.getLandmarks());
    assertThat(mesh.getCoefficients()).isEqualTo(face.getCoefficients());
    assertThat(Glb.readTexture(mesh.getMesh()).data()).isEqualTo(face.getTexture().getData());
  }

  @Test
  void shouldCarryReliefOnWhereThereIsSome() {
    DetailedFace detailed = Faces.detailed(model, 0);
    DetailedFace gated = DetailedFace.newBuilder(detailed).setGate(0).build();

    List<Outcome<FaceMesh>> outcomes = stage.apply(List.of(detailed, gated));

    FaceMesh mesh = ((Outcome.Done<FaceMesh>) outcomes.get(0)).outputs().get(0);
    assertThat(mesh.getDisplacement()).isEqualTo(detailed.getDisplacement());
    assertThat(mesh.getDisplacementScale()).isEqualTo(detailed.getDisplacementScale());
    FaceMesh coarse = ((Outcome.Done<FaceMesh>) outcomes.get(1)).outputs().get(0);
    assertThat(coarse.getDisplacement()).isNull();
    assertThat(coarse.getDisplacementScale()).isZero();
  }

  @Test
  void shouldKeepGoodFacesOfABatchThatHoldsBadOnes() {
    DetailedFace good = Faces.detailed(model, 0);
    Coefficients c = good.getCoefficients();
    List<DetailedFace> bad =
        List.of(
            with(good, Coefficients.newBuilder(c).setModelId("another").build()),
            with(good, Coefficients.newBuilder(c).setIdentity(Tensors.of(new float[3], 3)).build()),
            with(
                good,
                Coefficients.newBuilder(c)
                    .setIdentity(Tensors.of(new float[] {Float.NaN}, 1))
                    .build()),
            with(good, Coefficients.newBuilder(c).setRotation(Tensors.of(new float[4], 4)).build()),
            DetailedFace.newBuilder(good)
                .setTexture(
                    new EncodedImage(
                        9, 9, ImageEncoding.WEBP, ByteBuffer.wrap(new byte[] {1, 2, 3, 4})))
                .build());

    for (DetailedFace face : bad) {
      List<Outcome<FaceMesh>> outcomes = stage.apply(List.of(good, face, good));

      assertThat(outcomes).hasSize(3);
      assertThat(outcomes.get(0)).isInstanceOf(Outcome.Done.class).isEqualTo(outcomes.get(2));
      Outcome.Failed<FaceMesh> failed = (Outcome.Failed<FaceMesh>) outcomes.get(1);
      assertThat(failed.reason()).isEqualTo(RejectReason.INVALID_RECORD);
      assertThat(failed.message()).contains(face.getFace().getFaceId());
    }
  }

  private static DetailedFace with(DetailedFace face, Coefficients coefficients) {
    return DetailedFace.newBuilder(face).setCoefficients(coefficients).build();
  }
}
