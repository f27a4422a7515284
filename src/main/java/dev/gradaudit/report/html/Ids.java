package dev.gradaudit.report.html;

/** Names of places in the page: made of numbers only, never of a scenario's text. */
final class Ids {
  private Ids() {}

  /**
   * @param scenario its position in the report, from 0
   */
  static String scenario(int scenario) {
    return "s" + (scenario + 1);
  }

  static String part(int scenario, String part) {
    return scenario(scenario) + "-" + part;
  }
}
