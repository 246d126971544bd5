package dev.relievo.evaluate;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses photographs whose relief is to be looked at: the worst of all; of each set those in the
 * third with the most relief that differ most; and those whose fine structure the coarse face
 * explains least, where hair, beards and shadows may have become relief.
 */
final class DetailChoice {

  private static final int WORST = 3;
  private static final int EACH = 5;
  private static final int TRAPS = 2;

  /** How much the first dimension, relief, weighs beside a radian of yaw or pitch. */
  private static final double RELIEF = 0.5;

  private DetailChoice() {}

  /** The three whose photometric error relief raised most, or lowered least. */
  static List<DetailedPhoto> worst(List<DetailedPhoto> photos) {
    return most(photos, DetailedPhoto::ratio).limit(WORST).toList();
  }

  /** Five of each set, sets in the order of their names; of London only smiling people. */
  static List<DetailedPhoto> spread(List<DetailedPhoto> photos) {
    return sets(photos).stream().flatMap(set -> farthest(strong(set)).stream()).toList();
  }

  /** Two of each of the same sets; the relief that was found has no say. */
  static List<DetailedPhoto> leastExplained(List<DetailedPhoto> photos) {
    return sets(photos).stream()
        .flatMap(set -> most(set, DetailedPhoto::unexplained).limit(TRAPS))
        .toList();
  }

  private static Collection<List<DetailedPhoto>> sets(List<DetailedPhoto> photos) {
    return photos.stream()
        .filter(p -> !p.photo().set().equals("london") || p.photo().name().contains("smiling"))
        .collect(Collectors.groupingBy(p -> p.photo().set(), TreeMap::new, Collectors.toList()))
        .values();
  }

  private static List<DetailedPhoto> strong(List<DetailedPhoto> set) {
    return most(set, DetailedPhoto::energy).limit(Math.max(EACH, set.size() / 3)).toList();
  }

  private static Stream<DetailedPhoto> most(
      List<DetailedPhoto> photos, ToDoubleFunction<DetailedPhoto> of) {
    return photos.stream().sorted(Comparator.comparingDouble(of).reversed());
  }

  /** From the strongest on, each next one the farthest from all before (Gonzalez, 1985). */
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
    double relief = RELIEF * Math.log((a.energy() + 1e-4) / (b.energy() + 1e-4));
    return Math.hypot(relief, Math.hypot(x.yaw() - y.yaw(), x.pitch() - y.pitch()));
  }
}
