package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnchorsTest {

  @Test
  void shouldHaveAsManyAsTheNetworksWereTrainedWith() {
    assertThat(Anchors.centres(128, 128, new Anchors.Grid(8, 2), new Anchors.Grid(16, 6)))
        .hasSize(2 * 896);
    assertThat(Anchors.centres(192, 192, new Anchors.Grid(4, 1))).hasSize(2 * 2304);
  }

  @Test
  void shouldBeTheCentresOfCellsInReadingOrderGridAfterGrid() {
    assertThat(Anchors.centres(16, 8, new Anchors.Grid(8, 1), new Anchors.Grid(4, 2)))
        .startsWith(4, 4, 12, 4, 2, 2, 2, 2, 6, 2)
        .endsWith(14, 6);
  }
}
