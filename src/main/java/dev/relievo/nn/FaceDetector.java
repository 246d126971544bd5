package dev.relievo.nn;

import dev.relievo.image.RgbImage;
import dev.relievo.tensor.ModelStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Finds faces and their landmarks in images.
 *
 * <p>Two detectors share the work (topology-docs/decisions/0011-two-ranges.md). The short-range one
 * looks at every image; where it sees a face at portrait distance, that is all. Else the full-range
 * one, which costs some four times as much, searches the image for faces down to a twentieth of its
 * longer side. Where both see a face the short-range one's box stands, unless they disagree on its
 * size: a face too small for the short range gets a loose box there. Then the landmark network runs
 * on a crop of each box, levelled by the eyes, for all images at once, and drops what it does not
 * think a face.
 */
public final class FaceDetector implements AutoCloseable {

  /** Names of the networks in the {@link ModelStore}. */
  public static final List<String> MODELS =
      List.of(
          BoxDetector.Range.SHORT.model(), BoxDetector.Range.FULL.model(), LandmarkNetwork.MODEL);

  /** Two boxes that share this much of the smaller one are one face. */
  private static final float SAME_FACE = 0.5f;

  /** Boxes of one face that share less than this of their union do not agree on its size. */
  private static final float AGREEMENT = 0.5f;

  /** Side of the landmark network's crop over the longer side of the box, as it was trained. */
  private static final double REGION_SCALE = 1.5;

  private final FaceDetectorOptions options;
  private final BoxDetector shortRange;
  private final BoxDetector fullRange;
  private final LandmarkNetwork landmarks;

  /** Loads the networks, with {@link FaceDetectorOptions#DEFAULT}. */
  public FaceDetector(ModelStore store) {
    this(store, FaceDetectorOptions.DEFAULT);
  }

  /** Loads the networks. */
  public FaceDetector(ModelStore store, FaceDetectorOptions options) {
    this.options = options;
    shortRange = new BoxDetector(store, BoxDetector.Range.SHORT, options.minScore());
    fullRange = new BoxDetector(store, BoxDetector.Range.FULL, options.minSearchScore());
    landmarks = new LandmarkNetwork(store);
  }

  /**
   * The faces of each image, those that are surer first. The native networks keep state while they
   * run; calls from several threads wait for one another.
   */
  public List<List<Face>> detect(List<RgbImage> images) {
    return landmarks(images, boxes(images));
  }

  /**
   * The second half of {@link #detect}: landmarks for boxes, without those that hold no face.
   *
   * @param boxes of each image
   */
  public synchronized List<List<Face>> landmarks(
      List<RgbImage> images, List<List<Detection>> boxes) {
    List<LandmarkNetwork.Region> regions = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      for (Detection box : boxes.get(i)) {
        regions.add(region(images.get(i), box));
      }
    }
    List<LandmarkNetwork.Result> results = landmarks.locate(regions);
    List<List<Face>> out = new ArrayList<>(images.size());
    int next = 0;
    for (List<Detection> ofImage : boxes) {
      out.add(faces(ofImage, results.subList(next, next + ofImage.size())));
      next += ofImage.size();
    }
    return out;
  }

  /** The first half of {@link #detect}: boxes of what may be faces. */
  public synchronized List<List<Detection>> boxes(List<RgbImage> images) {
    List<List<Detection>> near = shortRange.detect(images);
    List<RgbImage> searched = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (!isPortrait(images.get(i), near.get(i))) {
        searched.add(images.get(i));
      }
    }
    List<List<Detection>> far = fullRange.detect(searched);
    List<List<Detection>> out = new ArrayList<>(images.size());
    int next = 0;
    for (int i = 0; i < images.size(); i++) {
      boolean portrait = isPortrait(images.get(i), near.get(i));
      out.add(portrait ? near.get(i) : union(near.get(i), far.get(next++)));
    }
    return out;
  }

  private boolean isPortrait(RgbImage image, List<Detection> faces) {
    float side = options.nearFace() * Math.min(image.width(), image.height());
    return faces.stream().anyMatch(f -> f.width() >= side);
  }

  /**
   * Short-range boxes, but not those in which the full-range detector sees a face of another size;
   * and full-range boxes elsewhere.
   */
  static List<Detection> union(List<Detection> near, List<Detection> far) {
    List<Detection> good =
        near.stream()
            .filter(n -> far.stream().noneMatch(f -> isSame(n, f) && n.overlap(f) < AGREEMENT))
            .toList();
    List<Detection> out = new ArrayList<>(good);
    far.stream().filter(f -> good.stream().noneMatch(n -> isSame(n, f))).forEach(out::add);
    return out;
  }

  private static boolean isSame(Detection a, Detection b) {
    return a.containment(b) > SAME_FACE;
  }

  private List<Face> faces(List<Detection> boxes, List<LandmarkNetwork.Result> results) {
    List<Face> out = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      LandmarkNetwork.Result r = results.get(i);
      if (r.presence() >= options.minPresence()) {
        out.add(new Face(boxes.get(i), r.presence(), r.points()));
      }
    }
    return out;
  }

  /** Around the box's middle, turned so that the eyes are level. */
  static LandmarkNetwork.Region region(RgbImage image, Detection box) {
    float[] eyes = box.keyPoints();
    return new LandmarkNetwork.Region(
        image,
        box.x() + box.width() / 2,
        box.y() + box.height() / 2,
        REGION_SCALE * Math.max(box.width(), box.height()),
        Math.atan2(eyes[3] - eyes[1], eyes[2] - eyes[0]));
  }

  /** Runs the networks on grey frames of 1280 x 720, at every batch size up to a largest one. */
  public synchronized void warmUp(int maxBatch) {
    RgbImage grey = new RgbImage(1280, 720);
    Arrays.fill(grey.data(), (byte) 128);
    LandmarkNetwork.Region middle = new LandmarkNetwork.Region(grey, 640, 360, 400, 0);
    for (int n = 1; n <= maxBatch; n++) {
      shortRange.detect(Collections.nCopies(n, grey));
      fullRange.detect(Collections.nCopies(n, grey));
      landmarks.locate(Collections.nCopies(n, middle));
    }
  }

  @Override
  public void close() {
    shortRange.close();
    fullRange.close();
    landmarks.close();
  }
}
