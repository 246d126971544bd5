package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelievoTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "view",
        "--verbose view --kafka broker:9092",
        "serve --all --embedded",
        "serve --all --view --kafka broker:9092",
        "demo --view",
        "demo me.jpg --view"
      })
  void shouldOpenThePortOfTheViewerWhereItIsAskedFor(String line) {
    assertThat(Relievo.isViewed(List.of(line.split(" ")))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "serve --stage detect",
        "serve --all --embedded --no-view",
        "publish --camera view photos",
        "watch --view"
      })
  void shouldNotOpenItElsewhere(String line) {
    assertThat(Relievo.isViewed(List.of(line.split(" ")))).isFalse();
  }
}
