package dev.relievo.chaos;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DeadLetter;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FrameResult;
import dev.relievo.record.RejectReason;
import dev.relievo.record.UnwrappedFace;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record found on a topic.
 *
 * @param id of the frame or face, or where the dead one lies; the same for a repetition
 * @param what it says of it, for instance {@code REJECTED CORRUPT}
 * @param lane within which order must hold, normally the camera; empty for none
 * @param sequence the frame's
 * @param index the face's
 */
record Seen(String id, String what, String lane, long sequence, int index) {

  static Seen of(SpecificRecord record) {
    if (record instanceof FrameResult r) {
      String id = r.getCameraId() + "/" + r.getSequence();
      return new Seen(id, what(r.getStatus(), r.getReason()), r.getCameraId(), r.getSequence(), 0);
    }
    if (record instanceof DeadLetter d) {
      String id = position(d.getTopic(), d.getPartition(), d.getOffset());
      return new Seen(id, d.getReason().name(), "", 0, 0);
    }
    if (record instanceof FaceResult r) {
      // Faces that fail overtake those that are still on their way.
      String what = what(r.getStatus(), r.getReason()) + " in " + r.getStage();
      return of(r.getFace(), what, r.getFace().getCameraId() + ", " + r.getStage());
    }
    FaceRef face = face(record);
    return of(face, "", face.getCameraId());
  }

  private static Seen of(FaceRef face, String what, String lane) {
    return new Seen(face.getFaceId(), what, lane, face.getSequence(), face.getFaceIndex());
  }

  private static FaceRef face(SpecificRecord record) {
    if (record instanceof FaceCrop r) {
      return r.getFace();
    } else if (record instanceof CoarseFace r) {
      return r.getFace();
    } else if (record instanceof UnwrappedFace r) {
      return r.getFace();
    } else if (record instanceof DetailedFace r) {
      return r.getFace();
    } else if (record instanceof FaceMesh r) {
      return r.getFace();
    }
    throw new IllegalArgumentException("no record of the chain: " + record.getClass());
  }

  static String what(Enum<?> status, RejectReason reason) {
    return reason == null ? status.name() : status.name() + " " + reason;
  }

  static String position(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }
}
