package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Places of ULPs on a line. */
class LogScaleTest {
  @Test
  void eachFactorOfTenTakesTheSameRoom() {
    LogScale scale = LogScale.covering(0, 300, List.of(3.0, 250.0, 1000.0));
    assertThat(scale.place(1)).isEqualTo(0);
    assertThat(scale.place(10)).isCloseTo(100, within(1e-9));
    assertThat(scale.place(100)).isCloseTo(200, within(1e-9));
    assertThat(scale.place(1000)).isEqualTo(300);
    assertThat(scale.place(Math.sqrt(10))).isCloseTo(50, within(1e-9));
  }

  @Test
  void zeroIsApartFromEverythingElse() {
    LogScale scale = LogScale.covering(0, 300, List.of(0.0, 1.0, 20.0));
    assertThat(scale.place(0)).isEqualTo(0);
    assertThat(scale.place(1)).isGreaterThan(30);
    assertThat(scale.place(100)).isEqualTo(300);
    assertThat(scale.place(10)).isCloseTo((scale.place(1) + 300) / 2, within(1e-9));
    assertThat(scale.ticks().get(0)).isEqualTo(new LogScale.Tick(0, "0"));
  }

  @Test
  void theOrderOfPlacesIsThatOfTheValuesAndAllAreOnTheLine() {
    List<Double> values =
        List.of(0.0, 0.005, 0.02, 0.5, 0.999, 1.0, 7.5, 1e3, 4.5e9, 1e18, Double.MAX_VALUE);
    for (boolean upwards : new boolean[] {false, true}) {
      LogScale scale =
          upwards ? LogScale.covering(206, 18, values) : LogScale.covering(18, 206, values);
      double last = scale.place(0);
      for (double value : values) {
        double place = scale.place(value);
        assertThat(place).isBetween(18.0, 206.0);
        assertThat(upwards ? last - place : place - last).as("%s", value).isGreaterThanOrEqualTo(0);
        last = place;
      }
      assertThat(scale.place(Double.POSITIVE_INFINITY)).isEqualTo(upwards ? 18 : 206);
    }
  }

  @Test
  void nothingAndInfinitiesStillMakeAScale() {
    for (List<Double> values :
        List.of(
            List.<Double>of(),
            List.of(Double.NaN),
            List.of(Double.POSITIVE_INFINITY, Double.NaN),
            List.of(0.0))) {
      LogScale scale = LogScale.covering(10, 90, values);
      assertThat(scale.ticks()).hasSizeGreaterThan(1);
      assertThat(scale.ticks()).allSatisfy(tick -> assertThat(tick.place()).isBetween(10.0, 90.0));
    }
  }

  @Test
  void ticksSayTheirValue() {
    LogScale scale = LogScale.covering(0, 100, List.of(0.0, 0.03, 5e6));
    for (LogScale.Tick tick : scale.ticks()) {
      if (!tick.text().isEmpty()) {
        assertThat(tick.place())
            .as(tick.text())
            .isCloseTo(scale.place(Double.parseDouble(tick.text())), within(1e-9));
      }
    }
  }
}
