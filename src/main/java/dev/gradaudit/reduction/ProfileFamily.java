package dev.gradaudit.reduction;

/**
 * A profile, or one for each value of a number.
 *
 * @param name what stands before the colon
 * @param takesNumber whether there may be a colon
 * @param least of the number
 * @param usual the number where none is given; 0 when one has to be
 */
record ProfileFamily(
    String name, Profile.Claim claim, boolean takesNumber, int least, int usual, Member member) {
  private static final int MOST = 65536;

  /** Makes the profile of a number. */
  @FunctionalInterface
  interface Member {
    Profile of(int number) throws OrderSyntaxException;
  }

  static ProfileFamily single(Profile profile) {
    return new ProfileFamily(profile.name(), profile.claim(), false, 0, 0, number -> profile);
  }

  /**
   * One for each number from 1 on.
   *
   * @param usual the number where none is given; 0 when one has to be
   */
  static ProfileFamily numbered(String name, int usual, Member member) {
    int least = 1;
    try {
      return new ProfileFamily(name, member.of(least).claim(), true, least, usual, member);
    } catch (OrderSyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /**
   * @param colon its position in the word; negative for none
   */
  Profile parse(String word, int colon) throws OrderSyntaxException {
    String example =
        "write for example '" + name + (takesNumber ? ":" + Math.max(4, least) : "") + "'";
    if (!takesNumber || colon < 0 && usual > 0) {
      if (colon >= 0) {
        throw new OrderSyntaxException(
            "'" + name + "' takes no number, but got '" + word + "'", example);
      }
      return member.of(usual);
    }
    String digits = colon < 0 ? "" : word.substring(colon + 1);
    if (!digits.matches("[0-9]{1,5}")
        || Integer.parseInt(digits) < least
        || Integer.parseInt(digits) > MOST) {
      throw new OrderSyntaxException(
          "'" + name + "' needs a whole number from " + least + " to " + MOST + " after a colon",
          example);
    }
    return member.of(Integer.parseInt(digits));
  }
}
