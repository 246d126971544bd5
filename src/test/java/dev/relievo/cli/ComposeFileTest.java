package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `relievo local` understands of a compose file. */
class ComposeFileTest {

  @TempDir Path folder;

  @Test
  void shouldReadServicesAfterWhatTheyDependOn() throws IOException {
    Map<String, ComposeService> services =
        read(
            """
            x-base: &base
              image: app:1
              environment: &environment {A: one, B: "${SET:-no}/${UNSET:-yes}"}
            services:
              late:
                <<: *base
                command: [serve, --stage, late]
                environment: {<<: *environment, A: 2}
                depends_on:
                  job: {condition: service_completed_successfully}
                healthcheck: {test: [CMD, bash, -c, "printf 'GET /health/ready HTTP/1.0'"]}
                deploy: {replicas: "${COPIES:-1}", resources: {limits: {memory: 512m}}}
              job: {<<: *base, command: [make], profiles: [some]}
            """,
            Map.of("SET", "so", "COPIES", "3"));

    assertThat(services.keySet()).containsExactly("job", "late");
    assertThat(services.get("job").isJob()).isTrue();
    assertThat(services.get("job").profiles()).containsExactly("some");
    ComposeService late = services.get("late");
    assertThat(late.isJob()).isFalse();
    assertThat(late.image()).isEqualTo("app:1");
    assertThat(late.command()).isEqualTo(List.of("serve", "--stage", "late"));
    assertThat(late.environment()).isEqualTo(Map.of("A", "2", "B", "so/yes"));
    assertThat(late.replicas()).isEqualTo(3);
    assertThat(late.readiness()).isEqualTo("/health/ready");
    assertThat(late.memory()).hasValue(512L << 20);
  }

  @Test
  void shouldRefuseServicesThatWaitForEachOther() {
    assertRefused(
        """
        services:
          a: {depends_on: {b: {condition: service_healthy}}}
          b: {depends_on: {a: {condition: service_healthy}}}
        """,
        "circle");
  }

  @Test
  void shouldRefuseDependenciesThatAreNotThere() {
    assertRefused("services: {a: {depends_on: {b: {condition: service_started}}}}", "need b");
  }

  @Test
  void shouldRefuseVariablesThatMustBeSet() {
    assertRefused("services: {a: {image: \"${IMAGE:?which image}\"}}", "set IMAGE: which image");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() {
    assertRefused("services: {a: {environment: [A=1]}}", "is no compose file");
    assertRefused("services: {a: {image: $IMAGE}}", "dollar sign");
    assertRefused("services: [a", "is no compose file");
  }

  @Test
  void shouldTakeTwoDollarSignsForOne() {
    assertThat(ComposeText.replaced("a$$b${X}", Map.of())).isEqualTo("a$b");
  }

  private void assertRefused(String text, String why) {
    assertThatThrownBy(() -> read(text, Map.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(why);
  }

  private Map<String, ComposeService> read(String text, Map<String, String> variables)
      throws IOException {
    Path file = folder.resolve("compose.yml");
    Files.writeString(file, text);
    return ComposeFile.read(file, variables);
  }
}
