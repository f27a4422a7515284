/**
 * What an audit needs of an engine. Start from {@link dev.gradaudit.engine.GradientEngine}. Knows
 * no concrete engine.
 */
@NullMarked
package dev.gradaudit.engine;

import org.jspecify.annotations.NullMarked;
