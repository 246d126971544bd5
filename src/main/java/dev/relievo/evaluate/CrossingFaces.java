package dev.relievo.evaluate;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.RgbImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two rendered people who walk past each other, one hiding the other for some frames: whether each
 * keeps the track that they had.
 */
final class CrossingFaces {

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 480;
  private static final int FRAMES = 48;
  private static final double SCALE = 0.6;
  private static final int STEP = 18;
  private static final int BACK = 60;
  private static final int FRONT = 120;

  private final TestFaces faces;
  private final Stage<Frame, FaceCrop> detect;
  private long sightings;
  private int switches;

  CrossingFaces(MorphableModel model, long seed, Stage<Frame, FaceCrop> detect) {
    faces = new TestFaces(model, seed);
    this.detect = detect;
  }

  /** Has one pair walk. */
  void walk(int number) {
    TestFace behind = faces.draw(2 * number, 0, 15), before = faces.draw(2 * number + 1, 0, 15);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      RgbImage picture = Composition.plain(WIDTH, HEIGHT, 110);
      Composition.paste(picture, behind.frame(), SCALE, left(true, i), BACK);
      Composition.paste(picture, before.frame(), SCALE, left(false, i), FRONT);
      frames.add(VideoClip.frame("pair-" + number, i, picture, null));
    }
    List<List<FaceCrop>> followed = new Follower<>(detect).follow(frames);
    Map<Boolean, String> trackOf = new HashMap<>();
    for (int i = 0; i < FRAMES; i++) {
      for (FaceCrop crop : followed.get(i)) {
        see(crop.getFace(), behind, before, i, trackOf);
      }
    }
  }

  private static int left(boolean behind, int frame) {
    int width = (int) (SCALE * TestFaces.WIDTH), way = STEP * frame;
    return behind ? 10 + way : WIDTH - width - 10 - way;
  }

  /** Whose face it is, is whose is nearest; while both are near each other nobody says. */
  private void see(
      FaceRef face, TestFace behind, TestFace before, int frame, Map<Boolean, String> trackOf) {
    double x = face.getBox().getX() + face.getBox().getWidth() / 2;
    double a = Math.abs(x - place(behind, true, frame));
    double b = Math.abs(x - place(before, false, frame));
    double size = face.getBox().getWidth();
    if (Math.min(a, b) > size / 2 || Math.max(a, b) < size) {
      return;
    }
    sightings++;
    String earlier = trackOf.put(a < b, face.getTrackId());
    switches += earlier == null || earlier.equals(face.getTrackId()) ? 0 : 1;
  }

  private static double place(TestFace face, boolean behind, int frame) {
    Pose pose = face.truth().pose();
    double x = TestFaces.CAMERA.focal() * pose.x() / pose.z() + TestFaces.CAMERA.centreX();
    return left(behind, frame) + SCALE * x;
  }

  /** Faces that were seen so far. */
  long sightings() {
    return sightings;
  }

  /** How often one of them had another track than before. */
  int switches() {
    return switches;
  }
}
