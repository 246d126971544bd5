package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stage.StageMemory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.Topology;
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
    var topology = build(Chain.definition(stage), metrics);

    assertUpToDate(
        "pictures/topology-" + stage + ".svg", TopologyPicture.ofStage(topology.describe()));
  }

  private static <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord>
      Topology build(StageDefinition<I, O, A> definition, StageMetrics metrics) {
    Optional<StageMemory<I, O, ?>> memory =
        definition.memory().map(topic -> new NoMemory<>(topic.type()));
    return StageTopology.build(definition, memory, null, metrics, null, null, false);
  }

  /** Has a store and never anything in it. */
  private record NoMemory<I, O, S>(Class<S> stateType) implements StageMemory<I, O, S> {

    @Override
    public Optional<String> key(I input) {
      return Optional.empty();
    }

    @Override
    public Step<O, S> after(Optional<S> state, I input, List<O> outputs) {
      return new Step<>(outputs, state);
    }

    @Override
    public List<O> again(S state, I input, List<O> outputs) {
      return outputs;
    }

    @Override
    public boolean isOver(S state, I input) {
      return true;
    }
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
