package dev.relievo.nn;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.tensor.ModelStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A single-shot face detector of the BlazeFace family (arXiv 1907.05047) on square views of images.
 * It reports faces of about a tenth to all of a view's side.
 */
final class BoxDetector implements AutoCloseable {

  /** Which network. */
  enum Range {
    /** 128 pixels, 896 anchors; faces of about a sixth of the view and more. */
    SHORT("face-detector-short-range", Anchors.shortRange()),
    /** 192 pixels, 2304 anchors; smaller faces too. */
    FULL("face-detector-full-range", Anchors.fullRange());

    private final String model;
    private final float[] anchors;

    Range(String model, float[] anchors) {
      this.model = model;
      this.anchors = anchors;
    }

    String model() {
      return model;
    }
  }

  /**
   * A square part of an image, which may reach beyond it.
   *
   * @param left pixels of the image
   * @param top pixels of the image
   * @param side pixels of the image
   */
  record View(RgbImage image, double left, double top, double side) {

    /** The whole image, centred in the smallest square that holds it. */
    static View whole(RgbImage image) {
      double side = Math.max(image.width(), image.height());
      return new View(image, (image.width() - side) / 2, (image.height() - side) / 2, side);
    }
  }

  /** Numbers an anchor: box centre and size, then 6 key points, all in pixels of the input. */
  private static final int WIDTH = 16;

  private static final int KEY_POINTS = 6;
  private static final float MIN_OVERLAP = 0.3f;

  /** The networks take [-1, 1]. */
  private static final float SCALE = 2 / 255f;

  private static final float OFFSET = -1;

  private final Network network;
  private final InputBatch input;
  private final float[] anchors;
  private final float minLogit;

  /**
   * Loads a detector.
   *
   * @param minScore detections below it are dropped, 0 to 1
   */
  BoxDetector(ModelStore store, Range range, float minScore) {
    network = Network.of(store.load(range.model), range.model);
    input = new InputBatch(network);
    anchors = range.anchors;
    minLogit = (float) Math.log(minScore / (1 - minScore));
  }

  /** Faces of each view, in pixels of its image, by falling score. */
  List<List<Detection>> detect(List<View> views) {
    List<List<Detection>> out = new ArrayList<>(views.size());
    input.run(
        views,
        (view, batch, at) ->
            Warp.sample(
                view.image(),
                toImage(view),
                network.size(),
                Warp.Border.BLACK,
                SCALE,
                OFFSET,
                batch,
                at,
                3 * network.side()),
        (view, result, at) ->
            out.add(NonMaximumSuppression.weighted(decode(view, result, at), MIN_OVERLAP)));
    return out;
  }

  private SimilarityTransform toImage(View view) {
    return new SimilarityTransform(view.side() / network.size(), 0, view.left(), view.top());
  }

  /** Boxes first, then one logit an anchor. */
  private List<Detection> decode(View view, float[] result, int at) {
    int count = anchors.length / 2;
    int logits = at + WIDTH * count;
    List<Detection> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float logit = result[logits + i];
      if (logit >= minLogit) {
        out.add(decode(view, i, logit, result, at + WIDTH * i));
      }
    }
    return out;
  }

  private Detection decode(View view, int anchor, float logit, float[] r, int at) {
    double pixel = view.side() / network.size();
    double centreX = view.left() + anchors[2 * anchor] * view.side();
    double centreY = view.top() + anchors[2 * anchor + 1] * view.side();
    double w = r[at + 2] * pixel;
    double h = r[at + 3] * pixel;
    float[] points = new float[2 * KEY_POINTS];
    for (int k = 0; k < points.length; k += 2) {
      points[k] = (float) (centreX + r[at + 4 + k] * pixel);
      points[k + 1] = (float) (centreY + r[at + 5 + k] * pixel);
    }
    return new Detection(
        (float) (centreX + r[at] * pixel - w / 2),
        (float) (centreY + r[at + 1] * pixel - h / 2),
        (float) w,
        (float) h,
        Logistic.of(logit),
        points);
  }

  @Override
  public void close() {
    network.close();
  }
}
