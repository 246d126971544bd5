package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import de.javagl.jgltf.model.v2.MaterialModelV2;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.SyntheticFace;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaceMesherTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final FaceParameters FACE =
      SyntheticFace.face(Pose.frontal(700), Illumination.ambient());
  private static final Texture TEXTURE =
      Texture.of(ByteBuffer.wrap(ImageEncoder.jpeg(TestMeshes.texture(), 90)));

  private final FaceMesher mesher = new FaceMesher(MODEL);

  @ParameterizedTest
  @EnumSource(Detail.Mode.class)
  void shouldWriteGlbThatAnIndependentLibraryReads(Detail.Mode mode) throws Exception {
    mesher.place(FACE, grooves(256));
    TexturedMesh mesh = mesher.mesh("face", TEXTURE, new Detail(mode, 3));

    GltfModel glb = read(Glb.write(mesh));

    MeshPrimitiveModel primitive = glb.getMeshModels().get(0).getMeshPrimitiveModels().get(0);
    int vertices = mode == Detail.Mode.NORMAL_MAP ? 9837 : 87181;
    assertThat(mesh.vertexCount()).isEqualTo(vertices);
    AccessorFloatData positions = floats(primitive, "POSITION");
    assertThat(positions.getNumElements()).isEqualTo(vertices);
    assertThat(positions.get(vertices - 1, 2) * 1000)
        .isCloseTo(mesh.vertices()[3 * vertices - 1], within(1e-4f));
    assertThat(primitive.getIndices().getCount()).isEqualTo(mesh.triangles().length);
    MaterialModelV2 material = (MaterialModelV2) primitive.getMaterialModel();
    assertThat(material.getBaseColorTexture().getImageModel().getImageData())
        .isEqualTo(TEXTURE.data());
    if (mode == Detail.Mode.GEOMETRY) {
      assertThat(material.getNormalTexture()).isNull();
      assertThat(primitive.getAttributes()).doesNotContainKey("TANGENT");
    } else {
      assertThat(material.getNormalTexture().getImageModel().getImageData())
          .isEqualTo(mesh.normalMap().image().data());
      AccessorFloatData tangents = floats(primitive, "TANGENT");
      assertThat(tangents.getNumComponentsPerElement()).isEqualTo(4);
      for (int v = 0; v < vertices; v++) {
        for (int k = 0; k < 4; k++) {
          assertThat(tangents.get(v, k)).isEqualTo(mesh.normalMap().tangents()[4 * v + k]);
        }
      }
    }
  }

  @Test
  void shouldShowGroovesAcrossTheForeheadAsValleysInTheNormalMap() throws Exception {
    mesher.place(FACE, grooves(256));
    TexturedMesh mesh = mesher.mesh("face", TEXTURE, Detail.DEFAULT);

    RgbImage map = ImageDecoder.decode(mesh.normalMap().image().data());

    // The groove runs along u at v = 0.2, texel row 51: its upper wall looks down, green is low.
    assertThat(map.width()).isEqualTo(256);
    assertThat(green(map, 128, 49)).isLessThan(116);
    assertThat(green(map, 128, 53)).isGreaterThan(140);
    assertThat(green(map, 128, 128)).isEqualTo(128);
  }

  @Test
  void shouldLeaveLittleToTheMapOfADenseMesh() throws Exception {
    mesher.place(FACE, grooves(256));
    double coarse = roughness(mesher.mesh("face", TEXTURE, Detail.DEFAULT));
    double dense = roughness(mesher.mesh("face", TEXTURE, new Detail(Detail.Mode.BOTH, 3)));

    assertThat(coarse).isGreaterThan(10);
    assertThat(dense).isLessThan(coarse / 2);
  }

  @ParameterizedTest
  @EnumSource(Detail.Mode.class)
  void shouldNeedNoReliefAndForgetThatOfTheFaceBefore(Detail.Mode mode) {
    Detail detail = new Detail(mode, 2);
    FaceMesher fresh = new FaceMesher(MODEL);
    fresh.place(FACE, null);
    mesher.place(FACE, grooves(256));
    mesher.mesh("face", TEXTURE, detail);

    mesher.place(FACE, null);

    TexturedMesh mesh = mesher.mesh("face", TEXTURE, detail);
    assertThat(mesh.normalMap()).isNull();
    assertThat(mesh.vertices()).containsExactly(fresh.mesh("face", TEXTURE, detail).vertices());
    assertThatThrownBy(mesher::normalMap).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldTakeMapsAndDensitiesInAnyOrder() {
    for (int size : new int[] {64, 256, 64}) {
      for (int density : new int[] {2, 1}) {
        mesher.place(FACE, grooves(size));
        TexturedMesh mesh = mesher.mesh("f", TEXTURE, new Detail(Detail.Mode.BOTH, density));
        assertThat(mesh.vertexCount()).isEqualTo(density == 1 ? 9837 : 38897);
        assertThat(mesher.normalMap().width()).isEqualTo(size);
      }
    }
  }

  @Test
  void shouldRefuseAShapeThatIsNotFinite() {
    FaceParameters broken =
        new FaceParameters(
            new float[] {Float.POSITIVE_INFINITY},
            new float[0],
            new float[0],
            new float[0],
            Pose.frontal(700),
            Illumination.ambient());

    assertThatThrownBy(() -> mesher.place(broken, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
  }

  @Test
  void shouldStayWithinARecordWithRoughRelief() {
    DisplacementMap noise = DisplacementMap.flat(256);
    Random random = new Random(3);
    for (int i = 0; i < noise.millimetres().length; i++) {
      noise.millimetres()[i] = (float) (.1 * random.nextGaussian());
    }
    mesher.place(FACE, noise);

    int glb = Glb.write(mesher.mesh("face", TEXTURE, Detail.DEFAULT)).remaining();

    int map = DisplacementImages.png(noise).length, texture = 100_000;
    assertThat(glb + map + texture).isLessThan(1 << 20);
  }

  @Test
  void shouldTellObjReadersMillimetresByBaseAndGain() {
    String text =
        new String(Obj.material("t.jpg", "n.png", "d.png", .001f), StandardCharsets.UTF_8);
    String[] words =
        text.lines().filter(l -> l.startsWith("disp ")).findFirst().orElseThrow().split(" ");

    assertThat(words).startsWith("disp", "-mm").endsWith("d.png");
    double base = Double.parseDouble(words[2]), gain = Double.parseDouble(words[3]);
    for (int value : new int[] {0, 32768, 33018, 65535}) {
      assertThat(base + gain * value / 65535).isCloseTo(.001 * (value - 32768), within(1e-6));
    }
    assertThat(text).contains("map_Kd t.jpg\n", "norm n.png\n");
  }

  /** A groove of 0.4 mm across the forehead. */
  private static DisplacementMap grooves(int size) {
    DisplacementMap map = DisplacementMap.flat(size);
    for (int y = 0; y < size; y++) {
      double v = (y + .5) / size;
      float mm = (float) (-.4 * Math.exp(-Math.pow((v - .2) / .01, 2)));
      Arrays.fill(map.millimetres(), y * size, (y + 1) * size, Math.abs(mm) < 1e-4 ? 0 : mm);
    }
    return map;
  }

  private static int green(RgbImage map, int x, int y) {
    return map.data()[3 * (y * map.width() + x) + 1] & 255;
  }

  /** Root mean square of red and green about the groove, steps. */
  private static double roughness(TexturedMesh mesh) throws Exception {
    RgbImage map = ImageDecoder.decode(mesh.normalMap().image().data());
    double sum = 0;
    int n = 0;
    for (int y = 47; y < 56; y++) {
      for (int x = 100; x < 156; x++, n++) {
        sum += Math.pow(green(map, x, y) - 128, 2);
      }
    }
    return Math.sqrt(sum / n);
  }

  private static GltfModel read(ByteBuffer glb) throws Exception {
    byte[] bytes = new byte[glb.remaining()];
    glb.get(bytes);
    return new GltfModelReader().readWithoutReferences(new ByteArrayInputStream(bytes));
  }

  private static AccessorFloatData floats(MeshPrimitiveModel primitive, String attribute) {
    return (AccessorFloatData) primitive.getAttributes().get(attribute).getAccessorData();
  }
}
