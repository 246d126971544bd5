package dev.relievo.evaluate;

import dev.relievo.evaluate.Regressors.Answer;
import dev.relievo.export.CropPanels;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.Caption;
import dev.relievo.image.ImageEncoder;
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
 * Photographs with what was made of them, to be judged by eye: a row a face of {@link CropPanels},
 * with its file's name and error. Chosen by measured variety, and the worst of all, never the best;
 * see {@link Variety}.
 */
final class PictureSheet {

  private static final int PANEL = 160;
  private static final int COLUMNS = 2;
  private static final int ROWS = 8;
  private static final int CAPTION = 16;
  private static final int GAP = 8;

  private final MorphableModel model;
  private final List<String> ways;
  private final CropPanels panels;

  PictureSheet(MorphableModel model, List<String> ways) {
    this.model = model;
    this.ways = ways;
    panels = new CropPanels(model, PANEL);
  }

  /** Writes {@code WAY-1.png} and so on for each way. */
  void write(List<JudgedPhoto> photos, Path folder, Consumer<String> log) throws IOException {
    Files.createDirectories(folder);
    for (String way : ways) {
      List<JudgedPhoto> worst = Variety.worst(photos, way);
      Set<JudgedPhoto> chosen = new LinkedHashSet<>(worst);
      chosen.addAll(Variety.spread(photos, way, model));
      List<JudgedPhoto> all = new ArrayList<>(chosen);
      for (int from = 0, sheet = 1; from < all.size(); from += COLUMNS * ROWS, sheet++) {
        List<JudgedPhoto> some = all.subList(from, Math.min(all.size(), from + COLUMNS * ROWS));
        Path file = folder.resolve(way + "-" + sheet + ".png");
        Files.write(file, ImageEncoder.png(draw(some, way, worst)));
        log.accept("wrote " + file);
      }
    }
  }

  private RgbImage draw(List<JudgedPhoto> photos, String way, List<JudgedPhoto> worst)
      throws IOException {
    int width = CropPanels.COUNT * PANEL + GAP, height = PANEL + CAPTION;
    int rows = (photos.size() + COLUMNS - 1) / COLUMNS;
    RgbImage out = Composition.plain(COLUMNS * width - GAP, rows * height, 255);
    for (int i = 0; i < photos.size(); i++) {
      JudgedPhoto photo = photos.get(i);
      int left = i % COLUMNS * width, top = i / COLUMNS * height;
      String mark = worst.contains(photo) ? "worst: " : "";
      RgbImage line = Caption.draw(mark + caption(photo, way), width - GAP, CAPTION);
      Composition.copy(line, out, left, top);
      Composition.copy(row(photo, way), out, left, top + CAPTION);
    }
    return out;
  }

  private static String caption(JudgedPhoto photo, String way) {
    Answer answer = photo.answers().get(way);
    return String.format(
        Locale.ROOT,
        "%s  landmarks %.3f  colours %.3f  yaw %.0f",
        photo.photo().name(),
        answer.landmarkError(),
        answer.photometricError(),
        Math.toDegrees(HeadPose.of(answer.face().pose()).yaw()));
  }

  private RgbImage row(JudgedPhoto photo, String way) throws IOException {
    CropCamera camera = PhotoEvaluation.camera(photo.crop());
    FaceParameters face = camera.toCrop(photo.answers().get(way).face());
    return panels.draw(PhotoEvaluation.picture(photo.crop()), camera.camera(), face);
  }
}
