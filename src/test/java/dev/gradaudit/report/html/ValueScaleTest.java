package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.scenario.MatrixValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values on a line from 0 to 100. */
final class ValueScaleTest {
  private static ValueScale scale(String... texts) {
    List<MatrixValue> values =
        Stream.of(texts)
            .map(
                text ->
                    new MatrixValue(
                        text.matches("-?[0-9].*")
                            ? MatrixValue.Kind.NUMBER
                            : MatrixValue.Kind.STRING,
                        text))
            .toList();
    return new ValueScale(values, 0, 100);
  }

  private static String places(ValueScale scale) {
    StringBuilder text = new StringBuilder();
    for (ValueScale.Place place : scale.places()) {
      text.append(' ').append(place.text()).append('@').append(Math.round(place.x()));
    }
    return scale.kind() + text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "100 1 10, LOGARITHMIC 1@0 10@50 100@100",
    "1 2 3, LINEAR 1@0 2@50 3@100",
    "1 10, LOGARITHMIC 1@0 10@100",
    "1 9, LINEAR 1@0 9@100",
    "0 1 100, LINEAR 0@0 1@1 100@100",
    "-1 1000, LINEAR -1@0 1000@100",
    "b a c, CATEGORIES b@0 a@50 c@100",
    "10 a, CATEGORIES 10@0 a@100",
    "7, LINEAR 7@50",
    "1 1.0, LINEAR 1@50 1.0@50",
    "-1e308 0 1e308, LINEAR -1e308@0 0@50 1e308@100",
    "1e-300 1 1e300, LOGARITHMIC 1e-300@0 1@50 1e300@100",
    "1 1e999, CATEGORIES 1@0 1e999@100"
  })
  void valuesArePlaced(String values, String expected) {
    assertThat(places(scale(values.split(" ")))).isEqualTo(expected);
  }

  @Test
  void namesThatWouldTouchAreLeftOut() {
    ValueScale scale = scale("10", "11", "12", "13", "14", "15", "16", "17", "18");
    assertThat(scale.named().stream().map(ValueScale.Place::text))
        .startsWith("10")
        .endsWith("18")
        .hasSizeBetween(4, 8);
    ValueScale near = scale("1", "2", "3", "1000000");
    for (int i = 1; i < near.named().size(); i++) {
      double apart = near.named().get(i).x() - near.named().get(i - 1).x();
      assertThat(apart).isGreaterThan(10);
    }
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    assertThat(ValueScale.shown("bfloat16")).isEqualTo("bfloat16");
    assertThat(ValueScale.shown("reversed/pairwise")).isEqualTo("reversed/…");
    assertThat(ValueScale.shown("😀".repeat(12))).isEqualTo("😀".repeat(9) + "…");
  }
}
