package dev.relievo.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses photographs whose relief is to be looked at: the worst of all, and of each set those that
 * differ most in the third whose fine structure the coarse face leaves unexplained most. The latter
 * know nothing of the relief that was found: other weights are shown on the same faces.
 */
final class DetailChoice {

  private static final int WORST = 3;
  private static final int EACH = 5;

  /** How much the first dimension, fine structure, weighs beside a radian of yaw or pitch. */
  private static final double STRUCTURE = 0.5;

  private DetailChoice() {}

  /** The three whose photometric error relief raised most, or lowered least. */
  static List<DetailedPhoto> worst(List<DetailedPhoto> photos) {
    return photos.stream()
        .sorted(Comparator.comparingDouble(p -> -p.ratio()))
        .limit(WORST)
        .toList();
  }

  /** Five of each set, sets in the order of their names; of London only smiling people. */
  static List<DetailedPhoto> spread(List<DetailedPhoto> photos) {
    Map<String, List<DetailedPhoto>> sets =
        photos.stream()
            .filter(p -> !p.photo().set().equals("london") || p.photo().name().contains("smiling"))
            .collect(
                Collectors.groupingBy(p -> p.photo().set(), TreeMap::new, Collectors.toList()));
    List<DetailedPhoto> out = new ArrayList<>();
    for (List<DetailedPhoto> set : sets.values()) {
      List<DetailedPhoto> strong =
          set.stream()
              .sorted(Comparator.comparingDouble(p -> -p.unexplained()))
              .limit(Math.max(EACH, set.size() / 3))
              .toList();
      out.addAll(farthest(strong));
    }
    return out;
  }

  /** From the least explained on, each next one the farthest from all before (Gonzalez, 1985). */
  private static List<DetailedPhoto> farthest(List<DetailedPhoto> photos) {
    Set<DetailedPhoto> chosen = new LinkedHashSet<>(photos.subList(0, Math.min(1, photos.size())));
    while (chosen.size() < Math.min(EACH, photos.size())) {
      photos.stream()
          .filter(p -> !chosen.contains(p))
          .max(
              Comparator.comparingDouble(
                  p -> chosen.stream().mapToDouble(q -> distance(p, q)).min().orElse(0)))
          .ifPresent(chosen::add);
    }
    return List.copyOf(chosen);
  }

  private static double distance(DetailedPhoto a, DetailedPhoto b) {
    HeadPose x = HeadPose.of(a.detailed().face().pose());
    HeadPose y = HeadPose.of(b.detailed().face().pose());
    double structure = STRUCTURE * Math.log((a.unexplained() + 1e-4) / (b.unexplained() + 1e-4));
    return Math.hypot(structure, Math.hypot(x.yaw() - y.yaw(), x.pitch() - y.pitch()));
  }
}
