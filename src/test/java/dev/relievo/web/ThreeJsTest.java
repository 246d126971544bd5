package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.relievo.export.Compression;
import dev.relievo.export.Detail;
import dev.relievo.export.FaceFiles;
import dev.relievo.export.FaceTrack;
import dev.relievo.export.GlbStyle;
import dev.relievo.export.TrackAnimator;
import dev.relievo.export.Tracks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.FaceMesh;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The GLBs of faces as three.js, which did not write them, reads and moves them: in a browser, with
 * its own decoder of meshopt. What it makes of them is left in {@code target/meshes}, where CI has
 * Khronos' validator look at the files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeJsTest {

  private static final String HOST = "http://three.test";
  private static final String THREE = "/webjars/three/0.181.1/";
  private static final Path KEPT = Path.of("target", "meshes");
  private static final int FRAMES = 12;

  private static final String PAGE =
      """
      <!doctype html><script type="importmap">{"imports":{
        "three": "%1$sbuild/three.module.js", "three/addons/": "%1$sexamples/jsm/"}}</script>
      """;

  /** Opens a GLB; {@code distance} is the largest one of its vertices from those expected, mm. */
  private static final String OPEN =
      """
      async base64 => {
        const THREE = await import('three');
        const { GLTFLoader } = await import('three/addons/loaders/GLTFLoader.js');
        const { MeshoptDecoder } = await import('three/addons/libs/meshopt_decoder.module.js');
        const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
        const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
        const gltf = await loader.parseAsync(bytes(base64), '');
        let mesh = null;
        gltf.scene.traverse(node => { if (node.isMesh) mesh = node; });
        window.gltf = gltf;
        window.mesh = mesh;
        window.distance = expected => {
          const wanted = new Float32Array(bytes(expected));
          gltf.scene.updateMatrixWorld(true);
          const at = new THREE.Vector3();
          let most = 0;
          for (let v = 0; v < wanted.length / 3; v++) {
            mesh.getVertexPosition(v, at);
            at.applyMatrix4(mesh.matrixWorld).multiplyScalar(1000);
            most = Math.max(most, Math.hypot(
                at.x - wanted[3 * v], at.y - wanted[3 * v + 1], at.z - wanted[3 * v + 2]));
          }
          return most;
        };
        if (gltf.animations.length > 0) {
          window.mixer = new THREE.AnimationMixer(gltf.scene);
          const action = mixer.clipAction(gltf.animations[0]);
          action.setLoop(THREE.LoopOnce);
          action.clampWhenFinished = true;
          action.play();
        }
        return {
          vertices: mesh.geometry.attributes.position.count,
          texture: mesh.material.map.image.width,
          normalMap: mesh.material.normalMap !== null,
          targets: Object.keys(mesh.morphTargetDictionary ?? {}),
          seconds: gltf.animations.length > 0 ? gltf.animations[0].duration : 0,
          cameras: gltf.cameras.length };
      }
      """;

  private final MorphableModel model = model();
  private Chromium chromium;
  private Page page;

  @BeforeAll
  void openBrowser() {
    assumeTrue(
        Chromium.path().isPresent(),
        "no Chromium on this machine: install it (Debian: apt install chromium) or name it in"
            + " CHROMIUM");
    chromium = new Chromium();
    Browser browser = chromium.launch();
    page = browser.newPage();
    page.setDefaultTimeout(120_000);
    page.route(HOST + "/**", ThreeJsTest::answer);
    page.navigate(HOST + "/");
  }

  @AfterAll
  void closeBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0.01", "QUANTIZE, 0.02", "MESHOPT, 0.02"})
  void shouldMoveAsTheFramesDid(Compression compression, double millimetres) throws IOException {
    FaceTrack track = new FaceTrack(model, "door 7");
    Tracks.talking(model, FRAMES).forEach(track::add);
    TrackAnimator.Animation animation = new TrackAnimator(model, compression).animate(track);

    Map<?, ?> opened = open(animation.glb(), "track-" + compression + ".glb");

    assertThat(opened.get("vertices")).isEqualTo(model.vertexCount());
    assertThat(opened.get("texture")).isEqualTo(64);
    assertThat(opened.get("normalMap")).isEqualTo(true);
    assertThat(opened.get("cameras")).isEqualTo(1);
    assertThat(opened.get("targets")).isEqualTo(model.expressionNames());
    assertThat((double) opened.get("seconds")).isCloseTo(1.1, within(1e-6));
    for (int frame : List.of(0, 3, 7, 8, 11)) {
      page.evaluate("seconds => { mixer.setTime(seconds); }", frame * Tracks.MILLIS / 1000.0);
      double distance = distance(posed(Tracks.face(model, frame)));
      System.out.printf("three.js, %s, frame %d: %.4f mm%n", compression, frame, distance);
      assertThat(distance).isLessThan(millimetres);
    }
    assertThat(distance(posed(Tracks.face(model, 0)))).isGreaterThan(10);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0.01", "QUANTIZE, 0.02", "MESHOPT, 0.02"})
  void shouldShowAFaceByItsExpressionsWeights(Compression compression, double millimetres)
      throws IOException {
    FaceMesh face = Tracks.talking(model, 4).get(3);
    GlbStyle style = new GlbStyle(Detail.DEFAULT, compression, true);

    Map<?, ?> opened =
        open(new FaceFiles(model, style).glb(face), "expressions-" + compression + ".glb");

    assertThat(opened.get("targets")).isEqualTo(model.expressionNames());
    FaceParameters seen = Tracks.face(model, 3);
    assertThat(distance(model.shape(seen))).isLessThan(millimetres);
    page.evaluate("() => mesh.morphTargetInfluences.fill(0)");
    assertThat(distance(model.shape(seen.neutral()))).isLessThan(millimetres);
  }

  @ParameterizedTest
  @CsvSource({"QUANTIZE, 0.004", "MESHOPT, 0.004"})
  void shouldOpenCompressedMeshes(Compression compression, double millimetres) throws IOException {
    FaceMesh face = Tracks.talking(model, 4).get(3);
    GlbStyle style = new GlbStyle(Detail.DEFAULT, compression, false);

    Map<?, ?> opened = open(new FaceFiles(model, style).glb(face), "face-" + compression + ".glb");

    assertThat((List<?>) opened.get("targets")).isEmpty();
    double distance = distance(model.shape(Tracks.face(model, 3)));
    System.out.printf("three.js, face, %s: %.4f mm%n", compression, distance);
    assertThat(distance).isLessThan(millimetres);
  }

  @Test
  void shouldOpenDenseCompressedMeshes() throws IOException {
    FaceMesh face = Tracks.talking(model, 1).get(0);
    Detail detail = new Detail(Detail.Mode.BOTH, 3);
    GlbStyle style = new GlbStyle(detail, Compression.MESHOPT, false);

    Map<?, ?> opened = open(new FaceFiles(model, style).glb(face), "dense-meshopt.glb");

    assertThat((int) opened.get("vertices")).isGreaterThan(65_535);
    // Its first vertices are the coarse ones; relief moves them by half a millimetre at most.
    assertThat(distance(model.shape(Tracks.face(model, 0)))).isBetween(.1, .6);
  }

  private Map<?, ?> open(ByteBuffer glb, String name) throws IOException {
    byte[] bytes = new byte[glb.remaining()];
    glb.get(bytes);
    Files.createDirectories(KEPT);
    Files.write(KEPT.resolve(name), bytes);
    return (Map<?, ?>) page.evaluate(OPEN, Base64.getEncoder().encodeToString(bytes));
  }

  private double distance(float[] millimetres) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * millimetres.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(millimetres);
    String wanted = Base64.getEncoder().encodeToString(bytes.array());
    return ((Number) page.evaluate("wanted => distance(wanted)", wanted)).doubleValue();
  }

  /** In the camera's space, as glTF turns it: +y up, +z backward. */
  private float[] posed(FaceParameters face) {
    float[] out = model.shape(face);
    Pose pose = face.pose();
    pose.apply(out, out);
    for (int i = 0; i < out.length; i += 3) {
      out[i + 1] = -out[i + 1];
      out[i + 2] = -out[i + 2];
    }
    return out;
  }

  private static MorphableModel model() {
    try {
      return MorphableModel.load(Path.of("models/face/relievo-face-v2.safetensors"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void answer(Route route) {
    String path = URI.create(route.request().url()).getPath();
    if (path.equals("/")) {
      route.fulfill(
          new Route.FulfillOptions().setContentType("text/html").setBody(PAGE.formatted(THREE)));
      return;
    }
    try (InputStream in = ThreeJsTest.class.getResourceAsStream("/META-INF/resources" + path)) {
      route.fulfill(
          new Route.FulfillOptions()
              .setContentType("text/javascript")
              .setBodyBytes(in.readAllBytes()));
    } catch (IOException e) {
      route.abort();
    }
  }
}
