package dev.relievo.nn;

/**
 * How a network that sees landmarks beside its picture sees them: freed from place and size, which
 * are given apart and added to what the network says of place and size. Moving or scaling a crop
 * then moves and scales the answer exactly, without the network having to learn it.
 *
 * <p>With the landmarks x of a picture of side S, their mean c in the image, their root mean square
 * distance r from it, h = S / 2, focal length f and principal point p, all in pixels of the
 * picture, the features are
 *
 * <pre>
 * (x - c) / r     3 a landmark; of the depth its own mean is taken
 * c / h - 1       2, the place in the crop, -1 to 1
 * ln (r / h)      1, the size
 * ln (f / h)      1, the lens
 * (p - h) / f     2, how far off the axis the crop looks
 * </pre>
 *
 * @param count landmarks
 * @param place index of the answer's number to which c / h - 1 is added (two numbers) and, to the
 *     one after them, ln (r / h)
 */
public record LandmarkInput(int count, int place) {

  private static final int BESIDE = 6;

  /** Features of a face. */
  public int features() {
    return 3 * count + BESIDE;
  }

  /**
   * TorchScript that makes {@link NetworkGraph#LANDMARKS} of {@code points} (N x count x 3, pixels)
   * and {@code cameras} (N x 3: focal length and principal point, pixels), for pictures of the
   * given side; leaves {@code where} (N x 2) and {@code extent} (N x 1).
   */
  public String source(int size) {
    return """
        at = torch.slice(points, 2, 0, 2, 1)
        centre = torch.mean(at, [1], True)
        flat = torch.sub(at, centre)
        squared = torch.sum(torch.mul(flat, flat), [2])
        radius = torch.sqrt(torch.mean(squared, [1], True))
        depth = torch.slice(points, 2, 2, 3, 1)
        level = torch.sub(depth, torch.mean(depth, [1], True))
        form = torch.div(torch.cat([flat, level], 2), torch.unsqueeze(radius, 2))
        where = torch.sub(torch.div(torch.squeeze(centre, 1), %1$s), 1.)
        extent = torch.log(torch.div(radius, %1$s))
        focal = torch.slice(cameras, 1, 0, 1, 1)
        axis = torch.div(torch.sub(torch.slice(cameras, 1, 1, 3, 1), %1$s), focal)
        lens = torch.log(torch.div(focal, %1$s))
        features = torch.cat([torch.flatten(form, 1, -1), where, extent, lens, axis], 1)
    """
        .formatted(size / 2.0);
  }

  /** TorchScript that adds place and size to {@code raw}, N x K, and so makes {@code answer}. */
  public String finish() {
    return """
        answer = torch.cat([torch.slice(raw, 1, 0, %1$d, 1), torch.add(torch.slice(raw, 1, %1$d, %2$d, 1), where), torch.add(torch.slice(raw, 1, %2$d, %3$d, 1), extent), torch.slice(raw, 1, %3$d, None, 1)], 1)
    """
        .formatted(place, place + 2, place + 3);
  }
}
