package dev.relievo.image;

import static dev.relievo.image.ImageHeader.hasText;
import static dev.relievo.image.ImageHeader.startsWith;

import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;

/** Recognises what is not a JPEG, PNG or WebP, so that the answer can say what it is. */
final class OtherFormats {

  private static final String ADVICE = "; save it as JPEG, PNG or WebP";

  private OtherFormats() {}

  static ImageRejectedException rejection(ByteBuffer b) {
    if (hasText(b, 0, "GIF8")) {
      return GifFrames.moreThanOne(b)
          ? new ImageRejectedException(
              RejectReason.ANIMATED,
              "the file is an animated GIF; save one frame of it as JPEG, PNG or WebP")
          : unsupported("a GIF");
    }
    String name = pictureOrVideo(b);
    if (name != null) {
      return unsupported(name);
    }
    String other = document(b);
    return new ImageRejectedException(
        RejectReason.NOT_AN_IMAGE,
        other == null
            ? "the file is not an image; JPEG, PNG and WebP are supported"
            : "the file is " + other + ", not an image; JPEG, PNG and WebP are supported");
  }

  private static ImageRejectedException unsupported(String name) {
    return new ImageRejectedException(
        RejectReason.UNSUPPORTED_FORMAT,
        "the file is " + name + ", which is not supported" + ADVICE);
  }

  private static String pictureOrVideo(ByteBuffer b) {
    if (hasText(b, 4, "ftyp")) {
      return isoMedia(b);
    }
    if (startsWith(b, 0, 'I', 'I', 42, 0) || startsWith(b, 0, 'M', 'M', 0, 42)) {
      return "a TIFF or a camera's raw file";
    }
    if (hasText(b, 0, "BM") && startsWith(b, 6, 0, 0, 0, 0)) {
      return "a BMP";
    }
    if (startsWith(b, 0, 0xff, 0x0a) || hasText(b, 4, "JXL ")) {
      return "a JPEG XL";
    }
    if (hasText(b, 4, "jP  ")) {
      return "a JPEG 2000";
    }
    if (hasText(b, 0, "8BPS")) {
      return "a Photoshop document";
    }
    if (startsWith(b, 0, 0, 0, 1, 0)) {
      return "an icon";
    }
    return hasText(b, 0, "RIFF") && hasText(b, 8, "AVI ") ? "a video" : null;
  }

  private static String isoMedia(ByteBuffer b) {
    for (String brand : new String[] {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"}) {
      if (hasText(b, 8, brand)) {
        return "a HEIC";
      }
    }
    return hasText(b, 8, "avi") ? "an AVIF" : "a video";
  }

  private static String document(ByteBuffer b) {
    if (hasText(b, 0, "%PDF")) {
      return "a PDF";
    }
    if (startsWith(b, 0, 'P', 'K', 3, 4)) {
      return "a ZIP archive or an office document";
    }
    for (int i = 0; i < Math.min(b.limit(), 512); i++) {
      byte c = b.get(i);
      if (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') {
        return null;
      }
    }
    return "text";
  }
}
