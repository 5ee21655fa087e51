package dev.tlsdiag.lab;

import java.util.Locale;
import java.util.Random;

/**
 * What the hosts of a scenario are called: as written in it, or otherwise, so that nothing can go
 * by a name it knows.
 */
@FunctionalInterface
public interface LabNames {
  LabNames AS_WRITTEN = host -> host;

  /** The name to use for {@code host}; the same for every call of one instance. */
  String of(String host);

  /** Other names, made up from a seed, with as many labels. */
  static LabNames random(long seed) {
    return host -> {
      StringBuilder name = new StringBuilder();
      String[] labels = host.split("\\.", -1);
      for (int i = 0; i < labels.length - 1; i++) {
        Random random = new Random(seed ^ labels[i].hashCode() * 31L + i);
        name.append((char) ('g' + random.nextInt(10)));
        name.append(Long.toString(random.nextLong() & 0xffffffL, 36).toLowerCase(Locale.ROOT));
        name.append('.');
      }
      return labels[0].equals("*")
          ? "*." + name.substring(name.indexOf(".") + 1) + "test"
          : name + "test";
    };
  }
}
