package dev.relievo.evaluate;

import dev.relievo.image.Caption;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Photographs with their relief, a row a face of {@link DetailPanels}, with its file's name and
 * figures; chosen by {@link DetailChoice}, the worst first.
 */
final class DetailSheet {

  private static final int PANEL = 288;
  private static final int ROWS = 4;
  private static final int CAPTION = 16;

  private final DetailPanels panels;

  DetailSheet(SkinCharts charts) {
    panels = new DetailPanels(charts, PANEL);
  }

  /** Writes {@code detail-1.png} and so on. */
  void write(List<DetailedPhoto> photos, Path folder, Consumer<String> log) throws IOException {
    Files.createDirectories(folder);
    List<DetailedPhoto> worst = DetailChoice.worst(photos);
    Set<DetailedPhoto> chosen = new LinkedHashSet<>(worst);
    chosen.addAll(DetailChoice.spread(photos));
    chosen.addAll(DetailChoice.leastExplained(photos));
    List<DetailedPhoto> all = new ArrayList<>(chosen);
    for (int from = 0, sheet = 1; from < all.size(); from += ROWS, sheet++) {
      List<DetailedPhoto> some = all.subList(from, Math.min(all.size(), from + ROWS));
      Path file = folder.resolve("detail-" + sheet + ".png");
      Files.write(file, ImageEncoder.png(draw(some, worst)));
      log.accept("wrote " + file);
    }
  }

  private RgbImage draw(List<DetailedPhoto> photos, List<DetailedPhoto> worst) throws IOException {
    int height = PANEL + CAPTION;
    RgbImage out = Composition.plain(DetailPanels.COUNT * PANEL, photos.size() * height, 255);
    for (int i = 0; i < photos.size(); i++) {
      DetailedPhoto photo = photos.get(i);
      String mark = worst.contains(photo) ? "worst: " : "";
      Composition.copy(
          Caption.draw(mark + caption(photo), out.width(), CAPTION), out, 0, i * height);
      RgbImage[] row = row(photo);
      for (int k = 0; k < row.length; k++) {
        Composition.copy(row[k], out, k * PANEL, i * height + CAPTION);
      }
    }
    return out;
  }

  private static String caption(DetailedPhoto photo) {
    return String.format(
        Locale.ROOT,
        "%s  error with relief / without %.4f  relief %.3f mm  gate %.2f  yaw %.0f",
        photo.photo().name(),
        photo.ratio(),
        photo.energy(),
        photo.detailed().gate(),
        Math.toDegrees(HeadPose.of(photo.detailed().face().pose()).yaw()));
  }

  private RgbImage[] row(DetailedPhoto photo) throws IOException {
    DetailStages.Detailed detailed = photo.detailed();
    try {
      return panels.draw(
          PhotoEvaluation.picture(photo.crop()),
          PhotoEvaluation.camera(photo.crop()),
          detailed.face(),
          detailed.relief(),
          ImageDecoder.decode(detailed.unwrapped().getTexture().getData()));
    } catch (ImageRejectedException e) {
      throw new IOException(photo.photo().name() + ": the texture cannot be read back", e);
    }
  }
}
