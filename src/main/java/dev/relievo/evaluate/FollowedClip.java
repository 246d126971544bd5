package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.CoarseFace;
import java.util.ArrayList;
import java.util.List;

/**
 * What the stages made of a clip, frame by frame.
 *
 * @param raw as each frame alone has it
 * @param smooth fused and filtered
 * @param tracks ids
 */
record FollowedClip(
    VideoClip clip, List<FaceParameters> raw, List<FaceParameters> smooth, List<String> tracks) {

  static FollowedClip of(VideoClip clip, List<CoarseFace> faces, MorphableModel model) {
    List<FaceParameters> raw = new ArrayList<>(), smooth = new ArrayList<>();
    List<String> tracks = new ArrayList<>();
    for (CoarseFace face : faces) {
      var own = face.getRaw() == null ? face.getCoefficients() : face.getRaw();
      raw.add(FaceRecords.fromRecord(model, own));
      smooth.add(FaceRecords.fromRecord(model, face.getCoefficients()));
      tracks.add(face.getFace().getTrackId());
    }
    return new FollowedClip(clip, raw, smooth, tracks);
  }

  /** How often a face's track differs from the one of the frame before. */
  int switches() {
    int count = 0;
    for (int i = 1; i < tracks.size(); i++) {
      count += tracks.get(i).equals(tracks.get(i - 1)) ? 0 : 1;
    }
    return count;
  }
}
