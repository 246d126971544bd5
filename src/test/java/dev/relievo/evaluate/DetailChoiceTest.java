package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.evaluate.DetailStages.Detailed;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.face.FaceParameters;
import dev.relievo.stage.SyntheticFace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetailChoiceTest {

  private static final int FACES = 30;

  /** A set in which each face is turned farther and has less to explain than the one before. */
  private static List<DetailedPhoto> photos(double ratioOfFirst, double energyOfFirst) {
    List<DetailedPhoto> out = new ArrayList<>();
    for (int i = 0; i < FACES; i++) {
      FaceParameters face =
          SyntheticFace.face(SyntheticFace.pose(0.02 * i), SyntheticFace.sideLight());
      out.add(
          new DetailedPhoto(
              new Photo(Path.of("set", i + ".jpg"), "set/" + i, "validation"),
              null,
              new Detailed(null, face, null, 1),
              i == 0 ? ratioOfFirst : 0.99 + 1e-4 * i,
              0.05 - 1e-3 * i,
              i == 0 ? energyOfFirst : 0.01));
    }
    return out;
  }

  private static List<String> names(List<DetailedPhoto> photos) {
    return photos.stream().map(p -> p.photo().name()).toList();
  }

  @Test
  void shouldShowFacesWithMuchReliefThatDiffer() {
    List<String> chosen = names(DetailChoice.spread(photos(0.9, 0.2)));
    assertThat(chosen).hasSize(5).doesNotHaveDuplicates().startsWith("set/0", "set/9");
    assertThat(chosen).isSubsetOf(names(photos(0.9, 0.2).subList(0, FACES / 3)));
    assertThat(names(DetailChoice.spread(photos(0.9, 0))))
        .as("without relief it is not shown")
        .doesNotContain("set/0");
  }

  @Test
  void shouldShowWhatIsLeastExplainedWhateverReliefIsFound() {
    assertThat(names(DetailChoice.leastExplained(photos(0.9, 0.2))))
        .isEqualTo(names(DetailChoice.leastExplained(photos(1.1, 0))))
        .containsExactly("set/0", "set/1");
  }

  @Test
  void shouldShowTheWorst() {
    assertThat(names(DetailChoice.worst(photos(1.1, 0))))
        .containsExactly("set/0", "set/29", "set/28");
    assertThat(names(DetailChoice.worst(photos(0.9, 0))))
        .containsExactly("set/29", "set/28", "set/27");
  }
}
