package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code topology-docs} has of the code is what the code is. With {@code
 * -Drelievo.docs.write=true} the files are written anew.
 */
class TopologyDocsTest {

  private static final Path DOCS = Path.of("topology-docs");
  private static final boolean WRITE = Boolean.getBoolean("relievo.docs.write");

  static Stream<String> stages() {
    return Chain.STAGES.stream();
  }

  @Test
  void shouldDescribeEveryTopicAndSchemaInAsyncApi() throws IOException {
    int partitions = TestConfig.with(Map.of()).topics().partitions();

    assertUpToDate("asyncapi.yaml", new AsyncApi(partitions).yaml());
  }

  @Test
  void shouldShowTheChainAsItIs() throws IOException {
    assertUpToDate("pictures/chain.svg", TopologyPicture.ofChain());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldShowEachTopologyAsItIs(String stage) throws IOException {
    // Only the nodes are asked for; no record comes.
    StageMetrics metrics = new StageMetrics(stage, new SimpleMeterRegistry());
    var topology = StageTopology.build(Chain.definition(stage), null, metrics, null, null, false);

    assertUpToDate(
        "pictures/topology-" + stage + ".svg", TopologyPicture.ofStage(topology.describe()));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldHaveAPageOfEachStage(String stage) throws IOException {
    Path page = DOCS.resolve(stage + ".md");
    StageDefinition<?, ?, ?> definition = Chain.definition(stage);

    assertThat(page).exists();
    assertThat(Files.readString(page))
        .contains(
            definition.source().name(),
            definition.source().type().getSimpleName(),
            definition.sink().name(),
            definition.sink().type().getSimpleName(),
            "pictures/topology-" + stage + ".svg");
  }

  private static void assertUpToDate(String name, String expected) throws IOException {
    Path file = DOCS.resolve(name);
    if (WRITE) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as("%s; write it anew: mvn test -Dtest=TopologyDocsTest -Drelievo.docs.write=true", file)
        .isEqualTo(expected);
  }
}
