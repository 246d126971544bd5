package dev.relievo.nn;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.tensor.ModelStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A single-shot face detector of the BlazeFace family (arXiv 1907.05047) on whole images.
 *
 * <p>The networks were trained on squares, into which an image is fitted with black bars. Being
 * convolutions throughout they take any size, so that the bars are cut down to what the network's
 * stride asks for: on a 16:9 frame that saves nearly half of the work.
 */
final class BoxDetector implements AutoCloseable {

  /** Which network. */
  enum Range {
    /** Finds faces of about a seventh of the image's longer side and more. */
    SHORT(
        "face-detector-short-range", 128, 16, 16, new Anchors.Grid(8, 2), new Anchors.Grid(16, 6)),
    /** Finds faces of about a twentieth of the image's longer side and more. */
    FULL("face-detector-full-range", 320, 32, 0, new Anchors.Grid(4, 1));

    private final String model;
    private final int longerSide;
    private final int coarsestStride;
    private final int bars;
    private final Anchors.Grid[] grids;

    Range(String model, int longerSide, int coarsestStride, int bars, Anchors.Grid... grids) {
      this.model = model;
      this.longerSide = longerSide;
      this.coarsestStride = coarsestStride;
      this.bars = bars;
      this.grids = grids;
    }

    /** Name of the weights. */
    String model() {
      return model;
    }
  }

  /** An input's size in pixels. */
  private record Size(int width, int height) {}

  /** An image and the pixels of the input in it. */
  private record View(int index, RgbImage image, SimilarityTransform toImage) {}

  /** Numbers an anchor: box centre and size, then 6 key points, all in pixels of the input. */
  private static final int WIDTH = 16;

  private static final int KEY_POINTS = 6;
  private static final float MIN_OVERLAP = 0.3f;

  /** The networks take [-1, 1]. */
  private static final float SCALE = 2 / 255f;

  private static final float OFFSET = -1;

  private final Range range;
  private final Network network;
  private final InputBatch input;
  private final float minLogit;
  private final Map<Size, float[]> anchors = new HashMap<>();

  /**
   * Loads a detector.
   *
   * @param minScore detections below it are dropped, 0 to 1
   */
  BoxDetector(ModelStore store, Range range, float minScore) {
    this.range = range;
    network = Network.of(store.load(range.model), range.model);
    input = new InputBatch(network);
    minLogit = (float) Math.log(minScore / (1 - minScore));
  }

  /** Faces of each image, in its pixels, by falling score. */
  List<List<Detection>> detect(List<RgbImage> images) {
    Map<Size, List<View>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      Size size = inputSize(images.get(i));
      bySize
          .computeIfAbsent(size, s -> new ArrayList<>())
          .add(new View(i, images.get(i), centred(images.get(i), size)));
    }
    List<List<Detection>> out = new ArrayList<>(Collections.nCopies(images.size(), List.of()));
    bySize.forEach((size, views) -> detect(size, views, out));
    return out;
  }

  private void detect(Size size, List<View> views, List<List<Detection>> out) {
    float[] centres =
        anchors.computeIfAbsent(size, s -> Anchors.centres(s.width, s.height, range.grids));
    input.run(
        size.width,
        size.height,
        views,
        (view, picture, at, stride) ->
            new Warp(view.image, view.toImage, Warp.Border.BLACK, SCALE, OFFSET)
                .sample(size.width, size.height, picture, at, stride),
        (view, result, at) ->
            out.set(
                view.index,
                NonMaximumSuppression.weighted(
                    decode(view.toImage, centres, result, at), MIN_OVERLAP)));
  }

  /** The longer side is fixed; the shorter one follows, rounded up. */
  private Size inputSize(RgbImage image) {
    int longer = Math.max(image.width(), image.height());
    return new Size(inputExtent(image.width(), longer), inputExtent(image.height(), longer));
  }

  private int inputExtent(int extent, int longer) {
    int exact = (int) Math.ceil((double) extent * range.longerSide / longer);
    int barred = Math.min(range.longerSide, exact + range.bars);
    return (barred + range.coarsestStride - 1) / range.coarsestStride * range.coarsestStride;
  }

  /** Places the image in the middle of the input. */
  private SimilarityTransform centred(RgbImage image, Size size) {
    double pixel = (double) Math.max(image.width(), image.height()) / range.longerSide;
    return new SimilarityTransform(
        pixel,
        0,
        (image.width() - size.width * pixel) / 2,
        (image.height() - size.height * pixel) / 2);
  }

  /** Boxes first, then one logit an anchor. */
  private List<Detection> decode(
      SimilarityTransform toImage, float[] centres, FloatBuffer result, int at) {
    int count = centres.length / 2;
    int logits = at + WIDTH * count;
    List<Detection> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (result.get(logits + i) >= minLogit) {
        float score = Logistic.of(result.get(logits + i));
        out.add(decode(toImage, centres[2 * i], centres[2 * i + 1], score, result, at + WIDTH * i));
      }
    }
    return out;
  }

  private static Detection decode(
      SimilarityTransform toImage, float x, float y, float score, FloatBuffer r, int at) {
    float[] points = new float[2 * KEY_POINTS];
    for (int k = 0; k < points.length; k += 2) {
      points[k] = (float) toImage.applyX(x + r.get(at + 4 + k), 0);
      points[k + 1] = (float) toImage.applyY(0, y + r.get(at + 5 + k));
    }
    return new Detection(
        (float) toImage.applyX(x + r.get(at) - r.get(at + 2) / 2, 0),
        (float) toImage.applyY(0, y + r.get(at + 1) - r.get(at + 3) / 2),
        (float) (r.get(at + 2) * toImage.scale()),
        (float) (r.get(at + 3) * toImage.scale()),
        score,
        points);
  }

  @Override
  public void close() {
    network.close();
  }
}
