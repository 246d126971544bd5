package dev.relievo.video;

import dev.relievo.record.ImageEncoding;

/**
 * An image as it is published.
 *
 * @param encoding what it is, as far as that is known
 * @param bytes of the file; not copied
 */
public record EncodedImage(ImageEncoding encoding, byte[] bytes) {}
