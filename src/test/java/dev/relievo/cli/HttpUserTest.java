package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.SettingsException;
import dev.relievo.stream.TestConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpUserTest {

  @TempDir private Path folder;

  @Test
  void shouldAskNobodyUnlessThereIsAPassword() {
    HttpUser user = HttpUser.of(options(Map.of()));
    assertThat(user.isRequired()).isFalse();
    assertThat(user.is("relievo", new char[0])).isFalse();
  }

  @Test
  void shouldKnowTheUserOfAPasswordFile() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "open sesame\n");
    HttpUser user =
        HttpUser.of(
            options(
                Map.of(
                    "relievo.http.password-file",
                    file.toString(),
                    "relievo.http.username",
                    "monitoring")));
    assertThat(user.isRequired()).isTrue();
    assertThat(user.is("monitoring", "open sesame".toCharArray())).isTrue();
    assertThat(user.is("monitoring", "open sesame\n".toCharArray())).isFalse();
    assertThat(user.is("relievo", "open sesame".toCharArray())).isFalse();
    assertThat(user.toString()).contains("monitoring").doesNotContain("sesame");
  }

  @Test
  void shouldRefuseWhatCannotBeMeant() throws Exception {
    assertThatThrownBy(() -> HttpUser.of(options(Map.of("relievo.http.auth", "basic"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("relievo.http.password-file");
    assertThatThrownBy(
            () ->
                HttpUser.of(
                    options(
                        Map.of(
                            "relievo.http.password", "a secret",
                            "relievo.http.password-file", "/nowhere/at/all"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("keep one")
        .message()
        .doesNotContain("a secret");
  }

  @Test
  void shouldAskForAChoiceWhereOthersAreAnswered() {
    assertThat(warnings("127.0.0.1", Map.of())).isEmpty();
    assertThat(warnings("0.0.0.0", Map.of()))
        .singleElement()
        .asString()
        .contains("relievo.http.password-file", "relievo.http.auth=none");
    assertThat(warnings("0.0.0.0", Map.of("relievo.http.auth", "none"))).isEmpty();
    assertThat(warnings("0.0.0.0", Map.of("relievo.http.password", "x"))).isEmpty();
  }

  private static List<String> warnings(String host, Map<String, String> options) {
    List<String> messages = new ArrayList<>();
    Logger logger = Logger.getLogger(HttpUser.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            messages.add(String.format(record.getMessage(), record.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      HttpUser.warnIfOpen(options(options), host);
    } finally {
      logger.removeHandler(handler);
    }
    return messages;
  }

  private static RelievoConfig.Http options(Map<String, String> options) {
    return TestConfig.with(options).http();
  }
}
