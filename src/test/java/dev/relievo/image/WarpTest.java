package dev.relievo.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.SimilarityTransform;
import org.junit.jupiter.api.Test;

class WarpTest {

  /** Red is the pixel centre's x, green its y: what is sampled tells where. */
  private static RgbImage ramp(int side) {
    RgbImage image = new RgbImage(side, side);
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i += 3) {
        image.data()[i] = (byte) x;
        image.data()[i + 1] = (byte) y;
        image.data()[i + 2] = (byte) 200;
      }
    }
    return image;
  }

  @Test
  void shouldCopyUnderTheIdentity() {
    RgbImage image = ramp(40);

    assertThat(Warp.crop(image, new SimilarityTransform(1, 0, 0, 0), 40).data())
        .isEqualTo(image.data());
  }

  @Test
  void shouldSampleAtPixelCentres() {
    RgbImage image = ramp(100);
    SimilarityTransform toImage = new SimilarityTransform(1.7, 0.3, 30, 12);
    float[] out = new float[3 * 20 * 20];

    new Warp(image, toImage, Warp.Border.BLACK, 1, 0).sample(20, 20, out, 0, 60);

    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 20; x++) {
        // The value of a pixel is its index, half a pixel less than its centre.
        assertThat((double) out[60 * y + 3 * x])
            .isCloseTo(toImage.applyX(x + 0.5, y + 0.5) - 0.5, within(2e-3));
        assertThat((double) out[60 * y + 3 * x + 1])
            .isCloseTo(toImage.applyY(x + 0.5, y + 0.5) - 0.5, within(2e-3));
        assertThat((double) out[60 * y + 3 * x + 2]).isCloseTo(200, within(1e-3));
      }
    }
  }

  @Test
  void shouldPutTheCentresOfFourPixelsIntoOneWhenHalving() {
    float[] out = new float[3];

    new Warp(ramp(8), new SimilarityTransform(2, 0, 2, 4), Warp.Border.REPLICATE, 1, 0)
        .sample(1, 1, out, 0, 3);

    assertThat(out).containsExactly(2.5f, 4.5f, 200);
  }

  @Test
  void shouldRepeatTheEdgeOrBeBlackOutside() {
    SimilarityTransform toImage = new SimilarityTransform(1, 0, -3, -3);
    float[] repeated = new float[3 * 10 * 10];
    float[] black = new float[3 * 10 * 10];

    new Warp(ramp(4), toImage, Warp.Border.REPLICATE, 1, 0).sample(10, 10, repeated, 0, 30);
    new Warp(ramp(4), toImage, Warp.Border.BLACK, 0.5f, -1).sample(10, 10, black, 0, 30);

    assertThat(repeated).startsWith(0, 0, 200).endsWith(3, 3, 200);
    assertThat(black).startsWith(-1, -1, -1).endsWith(-1, -1, -1);
    assertThat(black[30 * 4 + 3 * 5]).isEqualTo(0.5f * 2 - 1);
  }

  @Test
  void shouldWriteOnlyWhereItIsTold() {
    float[] out = new float[3 * 6 * 6];

    new Warp(ramp(9), new SimilarityTransform(1, 0, 2, 2), Warp.Border.BLACK, 1, 0)
        .sample(4, 4, out, 3 * 7, 18);

    for (int i = 0; i < 6; i++) {
      assertThat(out[3 * i + 2]).isZero();
      assertThat(out[18 * i + 2]).isZero();
      assertThat(out[18 * i + 17]).isZero();
    }
    assertThat(out[3 * 7 + 2]).isEqualTo(200);
  }

  @Test
  void shouldAgreeInsideAndAtTheEdge() {
    // The same row, read once where all of it is inside and once where its end is not.
    RgbImage image = ramp(64);
    float[] inside = new float[3 * 60];
    float[] clamped = new float[3 * 64];
    SimilarityTransform toImage = new SimilarityTransform(1, 0, 0.4, 5.3);

    new Warp(image, toImage, Warp.Border.REPLICATE, 1, 0).sample(60, 1, inside, 0, 0);
    new Warp(image, toImage, Warp.Border.REPLICATE, 1, 0).sample(64, 1, clamped, 0, 0);

    for (int i = 0; i < inside.length; i++) {
      assertThat(inside[i]).isCloseTo(clamped[i], within(2e-3f));
    }
  }
}
