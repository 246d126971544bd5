package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.relievo.export.Tracks;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import dev.relievo.stream.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples for consumers, run as their users run them. */
class ExamplesTest {

  private static final int FACES = 3;

  private static MorphableModel model;
  private static List<FaceMesh> faces;
  private static MeshTopic topic;

  @TempDir Path folder;

  @BeforeAll
  static void fillTopic() {
    model = MeshTopic.model();
    faces = Tracks.talking(model, FACES);
    topic = new MeshTopic();
    topic.publish(faces);
  }

  @AfterAll
  static void stopBroker() {
    topic.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"faces.py", "Faces.java"})
  void shouldBeShort(String example) throws IOException {
    assertThat(Files.readAllLines(Path.of("examples", example))).hasSizeLessThan(60);
  }

  @Test
  void shouldReadMeshesInJava() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    String said =
        run(
            java.toString(),
            "-cp",
            classPath,
            "examples/Faces.java",
            topic.bootstrapServers(),
            folder.toString(),
            "" + FACES);

    assertThat(said).contains("door/2#0 of camera door: ");
    for (int i = 0; i < FACES; i++) {
      assertThat(folder.resolve("door_" + i + "_0.glb"))
          .hasBinaryContent(faces.get(i).getMesh().array());
    }
  }

  @Test
  void shouldReadRecordsOfFilesInPython() throws Exception {
    assumeTrue(
        imports("fastavro, numpy"),
        "python3 lacks fastavro or numpy here: pip install fastavro numpy");
    Path record =
        Files.write(folder.resolve("face.avro"), Topics.MESHES.codec().encode(faces.get(2)));

    String said =
        run("python3", "examples/faces.py", "--out=" + folder.resolve("out"), record.toString());

    assertThat(said).startsWith("door/2#0 ").contains("jawOpen 0.61");
    checkObj(2);
  }

  @Test
  void shouldReadMeshesFromKafkaInPython() throws Exception {
    assumeTrue(
        imports("fastavro, numpy, kafka"),
        "python3 lacks fastavro, numpy or kafka here: pip install fastavro numpy kafka-python");

    String said =
        run(
            "python3",
            "examples/faces.py",
            "--kafka=" + topic.bootstrapServers(),
            "--limit=" + FACES,
            "--out=" + folder.resolve("out"));

    assertThat(said.lines()).hasSize(FACES);
    checkObj(1);
  }

  /** The same vertices and triangles as the face model makes of the coefficients. */
  private void checkObj(int face) throws IOException {
    Path obj = folder.resolve("out").resolve("door_" + face + "_0.obj");
    float[] expected = model.shape(Tracks.face(model, face));
    List<String[]> v = new ArrayList<>();
    try (Stream<String> lines = Files.lines(obj)) {
      lines.filter(line -> line.startsWith("v ")).forEach(line -> v.add(line.split(" ")));
    }
    assertThat(v).hasSize(model.vertexCount());
    for (int i = 0; i < expected.length; i++) {
      assertThat(Float.parseFloat(v.get(i / 3)[1 + i % 3])).isCloseTo(expected[i], within(2e-4f));
    }
    assertThat(Files.readString(obj))
        .contains(
            "\nf %d %d %d\n"
                .formatted(
                    model.triangles()[0] + 1, model.triangles()[1] + 1, model.triangles()[2] + 1));
  }

  private static boolean imports(String packages) throws Exception {
    try {
      Process python = new ProcessBuilder("python3", "-c", "import " + packages).start();
      return python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0;
    } catch (IOException e) {
      return false; // There is no Python.
    }
  }

  private static String run(String... command) throws Exception {
    Path said = Files.createTempFile("example", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as(Files.readString(said)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(said)).isZero();
      return Files.readString(said);
    } finally {
      Files.delete(said);
    }
  }
}
