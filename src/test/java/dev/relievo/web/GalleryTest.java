package dev.relievo.web;

import static dev.relievo.web.WebRecords.face;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class GalleryTest {

  private final Gallery gallery = new Gallery(6);

  @Test
  void shouldKeepTheLastFacesNewestFirst() {
    for (int camera = 0; camera < 8; camera++) {
      gallery.add(face("camera" + camera, 1, 0, 1), null);
    }

    assertThat(gallery.newestFirst())
        .extracting(f -> f.ref().getCameraId())
        .containsExactly("camera7", "camera6", "camera5", "camera4", "camera3", "camera2");
  }

  @Test
  void shouldNotLetOneCameraDriveAllOthersOut() {
    gallery.add(face("door", 1, 0, 1), null);
    for (int frame = 0; frame < 100; frame++) {
      gallery.add(face("video", frame, 0, 1), null);
    }

    assertThat(gallery.newestFirst())
        .extracting(f -> f.ref().getFaceId())
        .containsExactly("video/99#0", "video/98#0", "video/97#0", "door/1#0");
  }

  @Test
  void shouldKeepAPhotographAsLongAsOneOfItsFaces() {
    Photo photo = new Photo(ByteBuffer.allocate(4));
    gallery.add(face("door", 1, 0, 2), photo);
    gallery.add(face("door", 1, 1, 2), photo);
    FrameId frame = new FrameId("door", 1);

    gallery.add(face("door", 2, 0, 2), null);
    gallery.add(face("door", 3, 0, 2), null);
    assertThat(gallery.photo(frame)).contains(photo);
    gallery.add(face("door", 4, 0, 2), null);
    assertThat(gallery.photo(frame)).isEmpty();
  }

  @Test
  void shouldTakeAPhotographThatComesAfterItsFaceAndNoOther() {
    Photo photo = new Photo(ByteBuffer.allocate(4));
    gallery.add(face("door", 1, 0, 1), null);
    gallery.attach(new FrameId("door", 1), photo);
    gallery.attach(new FrameId("door", 2), photo);

    assertThat(gallery.photo(new FrameId("door", 1))).contains(photo);
    assertThat(gallery.photo(new FrameId("door", 2))).isEmpty();
  }

  @Test
  void shouldGiveAFaceTheSameKeyAgain() {
    assertThat(face("door", 1, 0, 1).key())
        .isEqualTo(face("door", 1, 0, 1).key())
        .isNotEqualTo(face("door", 1, 1, 2).key())
        .matches("[0-9a-f]{24}");
  }
}
