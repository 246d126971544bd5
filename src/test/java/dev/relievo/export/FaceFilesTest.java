package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.MorphableModels;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.RgbImage;
import dev.relievo.record.Coefficients;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Intrinsics;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.mesh.MeshStage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceFilesTest {

  @TempDir Path folder;

  private final MorphableModel model = MorphableModels.tiny();
  private final FaceMesh face = mesh(1);
  private final FaceFiles writer = new FaceFiles(model, Detail.DEFAULT);

  @Test
  void shouldWriteEveryFile() throws Exception {
    List<Path> files =
        writer.write(folder.resolve("new"), "me-0", face, new RgbImage(640, 480), FaceFormat.ALL);

    assertThat(files)
        .extracting(p -> p.getFileName().toString())
        .containsExactly(
            "me-0.glb",
            "me-0.obj",
            "me-0.mtl",
            "me-0-texture.jpg",
            "me-0.ply",
            "me-0.json",
            "me-0-displacement.png",
            "me-0-normals.png",
            "me-0-preview.png");
    assertThat(files).allSatisfy(p -> assertThat(p).isNotEmptyFile());
    assertThat(Files.readAllBytes(files.get(0))).isEqualTo(face.getMesh().array());
    assertThat(files.get(1)).content().contains("mtllib me-0.mtl");
    assertThat(files.get(2)).content().contains("map_Kd me-0-texture.jpg");
    assertThat(files.get(2))
        .content()
        .contains("disp -mm -32.768 65.535 me-0-displacement.png", "norm me-0-normals.png");
    assertThat(Files.readAllBytes(files.get(6)))
        .isEqualTo(face.getDisplacement().getData().array());
    RgbImage normals = ImageDecoder.decode(ByteBuffer.wrap(Files.readAllBytes(files.get(7))));
    assertThat(normals.width()).isEqualTo(64);
    RgbImage preview = ImageDecoder.decode(ByteBuffer.wrap(Files.readAllBytes(files.get(8))));
    assertThat(preview.width()).isEqualTo(5 * Preview.PANEL + 4 * Preview.GAP);
  }

  @Test
  void shouldReplaceFilesOfAnEarlierRun() throws Exception {
    Files.write(folder.resolve("me.json"), new byte[100_000]);

    writer.write(folder, "me", face);

    assertThat(new ObjectMapper().readTree(folder.resolve("me.json").toFile()).has("box")).isTrue();
    assertThat(folder.resolve("me-preview.png")).doesNotExist();
  }

  @Test
  void shouldTellAnAssumedCameraFromADeclaredOneInJson() throws Exception {
    for (boolean assumed : new boolean[] {false, true}) {
      FaceRef ref =
          FaceRef.newBuilder(face.getFace())
              .setIntrinsics(new Intrinsics(900.0, 320.0, 240.0))
              .setIntrinsicsAssumed(assumed)
              .build();
      writer.write(folder, "me", FaceMesh.newBuilder(face).setFace(ref).build());
      JsonNode json = new ObjectMapper().readTree(folder.resolve("me.json").toFile());
      assertThat(json.at("/camera/focal").asDouble()).isEqualTo(900);
      assertThat(json.at("/camera/assumed").asBoolean()).isEqualTo(assumed);
    }
  }

  @Test
  void shouldDescribeTheFaceInJson() throws Exception {
    writer.write(folder, "me", face);

    JsonNode json = new ObjectMapper().readTree(folder.resolve("me.json").toFile());

    assertThat(json.path("faceId").asText()).isEqualTo("door/42#0");
    assertThat(json.path("score").asDouble()).isEqualTo(.875);
    assertThat(json.at("/box/width").asDouble()).isEqualTo(140);
    assertThat(json.at("/displacement/millimetresPerStep").asDouble()).isEqualTo(.001);
    assertThat(json.at("/displacement/zero").asInt()).isEqualTo(32768);
    assertThat(json.path("faceModel").asText()).isEqualTo("tiny");
    assertThat(json.at("/camera/focal").asDouble()).isEqualTo(640);
    assertThat(json.at("/camera/assumed").asBoolean()).isTrue();
    assertThat(json.at("/pose/rotation")).hasSize(4);
    assertThat(json.at("/pose/translation/2").asDouble()).isEqualTo(700);
    assertThat(json.at("/coefficients/identity/0").asDouble()).isEqualTo(1);
    assertThat(json.at("/coefficients/expression/jawOpen").asDouble()).isEqualTo(.25);
    assertThat(json.at("/coefficients/corrective")).hasSize(1);
    assertThat(json.at("/coefficients/albedo")).hasSize(1);
    assertThat(json.at("/coefficients/illumination/2")).hasSize(9);
    assertThat(json.at("/landmarks468/pixels")).hasSize(468);
    assertThat(json.at("/landmarks68/pixels")).hasSize(68);
    for (int i = 0; i < 68; i++) {
      JsonNode mm = json.at("/landmarks68/mm/" + i);
      JsonNode px = json.at("/landmarks68/pixels/" + i);
      // Frontal from 700 mm, focal length 640, centre (320, 240); y turns over.
      double z = 700 - mm.get(2).asDouble();
      assertThat(px.get(0).asDouble()).isCloseTo(320 + 640 * mm.get(0).asDouble() / z, within(.02));
      assertThat(px.get(1).asDouble()).isCloseTo(240 - 640 * mm.get(1).asDouble() / z, within(.02));
    }
  }

  @Test
  void shouldNeverLeaveTheFolder() throws Exception {
    for (String name :
        List.of("../../evil", "/etc/passwd", "..", "-rf", "a b\0c", "", "x\\..\\y")) {
      Path inside = folder.resolve("inside");

      List<Path> files = writer.write(inside, name, face);

      assertThat(files)
          .allSatisfy(p -> assertThat(p.toRealPath().getParent()).isEqualTo(inside.toRealPath()));
    }
    assertThat(FaceFiles.safeName("../a b")).isEqualTo("_._a_b");
    assertThat(FaceFiles.safeName("Müller-2.x")).isEqualTo("Müller-2.x");
    assertThat(FaceFiles.safeName("x".repeat(500))).hasSize(100);
  }

  @Test
  void shouldRefuseFacesOfAnotherModel() {
    FaceMesh other =
        FaceMesh.newBuilder(face)
            .setCoefficients(
                Coefficients.newBuilder(face.getCoefficients()).setModelId("another").build())
            .build();

    assertThatThrownBy(() -> writer.write(folder, "me", other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldShowTheFaceWhereItIsInThePhotograph() {
    RgbImage photo = new RgbImage(640, 480);
    // A white square at the tip of the face, which lies in the middle of the frame.
    for (int y = 235; y < 245; y++) {
      java.util.Arrays.fill(photo.data(), 3 * (640 * y + 315), 3 * (640 * y + 325), (byte) 255);
    }
    RgbImage texture = new RgbImage(64, 64);
    java.util.Arrays.fill(texture.data(), (byte) 77);

    FaceMesher placed = new FaceMesher(model);
    placed.place(Faces.parameters(model), null);
    RgbImage preview =
        Preview.draw(
            photo,
            FaceRecords.camera(face.getFace()),
            placed,
            Faces.parameters(model).pose(),
            texture);

    int middle = Preview.PANEL / 2;
    // The half egg is symmetric sideways, but its jaw is open: its middle is a little lower.
    assertThat(column(preview, 0, middle)).contains(255);
    assertThat(grey(preview, 0, 20, 20)).isZero();
    assertThat(grey(preview, 1, 20, 20)).isZero();
    assertThat(grey(preview, 1, middle, middle)).isBetween(60, 254);
    assertThat(grey(preview, 2, 20, 20)).isGreaterThan(235);
    assertThat(grey(preview, 2, middle, middle)).isBetween(90, 230);
    assertThat(grey(preview, 3, 20, 20)).isGreaterThan(235);
    // Without relief both shaded shapes are the same, but that the second is rounded.
    assertThat(grey(preview, 3, middle, middle))
        .isCloseTo(grey(preview, 2, middle, middle), within(6));
    assertThat(grey(preview, 4, middle, middle)).isEqualTo(77);
  }

  private static int[] column(RgbImage preview, int panel, int x) {
    int[] out = new int[Preview.PANEL];
    for (int y = 0; y < out.length; y++) {
      out[y] = grey(preview, panel, x, y);
    }
    return out;
  }

  private static int grey(RgbImage preview, int panel, int x, int y) {
    int column = panel * (Preview.PANEL + Preview.GAP) + x;
    return preview.data()[3 * (y * preview.width() + column)] & 0xff;
  }

  @Test
  void shouldWriteDenseMeshesWhereGeometryIsAskedFor() throws Exception {
    for (Detail.Mode mode : List.of(Detail.Mode.GEOMETRY, Detail.Mode.BOTH)) {
      FaceFiles dense = new FaceFiles(model, new Detail(mode, 2));

      List<Path> files = dense.write(folder, "me", face);

      ByteBuffer glb = ByteBuffer.wrap(Files.readAllBytes(files.get(0)));
      assertThat(glb.remaining()).isGreaterThan(2 * face.getMesh().remaining());
      assertThat(Glb.readTexture(glb)).isEqualTo(Glb.readTexture(face.getMesh()));
      assertThat(dense.glb(face).remaining()).isGreaterThan(2 * face.getMesh().remaining());
      // 17 x 17 vertices become 33 x 33; the OBJ, which its material displaces, stays coarse.
      assertThat(new String(Files.readAllBytes(files.get(4)), StandardCharsets.ISO_8859_1))
          .contains("element vertex 1089\n");
      assertThat(Files.readAllLines(files.get(1)).stream().filter(l -> l.startsWith("v ")))
          .hasSize(289);
    }
  }

  @Test
  void shouldHandTheRecordsOwnGlbOnWhereANormalMapIsAskedFor() {
    assertThat(writer.glb(face)).isEqualTo(face.getMesh());
  }

  @Test
  void shouldWriteNoMapsForAFaceWithoutRelief() throws Exception {
    FaceMesh plain = mesh(0);
    for (Detail.Mode mode : Detail.Mode.values()) {
      List<Path> files = new FaceFiles(model, new Detail(mode, 2)).write(folder, "plain", plain);

      assertThat(files).hasSize(6);
      assertThat(files.get(2)).content().doesNotContain("disp", "norm");
      assertThat(new String(Files.readAllBytes(files.get(0)), StandardCharsets.ISO_8859_1))
          .doesNotContain("normalTexture");
    }
  }

  @Test
  void shouldRefuseReliefThatCannotBeRead() {
    ByteBuffer broken = ByteBuffer.wrap(new byte[100]);
    FaceMesh bad =
        FaceMesh.newBuilder(face)
            .setDisplacement(new EncodedImage(64, 64, ImageEncoding.PNG, broken))
            .build();

    assertThatThrownBy(() -> writer.write(folder, "me", bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("relief");
    assertThat(folder).isEmptyDirectory();
  }

  private FaceMesh mesh(float gate) {
    DetailedFace detailed = DetailedFace.newBuilder(Faces.detailed(model, 0)).setGate(gate).build();
    Outcome<FaceMesh> outcome = new MeshStage(model).apply(List.of(detailed)).get(0);
    return ((Outcome.Done<FaceMesh>) outcome).outputs().get(0);
  }
}
