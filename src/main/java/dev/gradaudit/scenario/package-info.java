/**
 * Scenario files: their schema, their reading with located faults, and the initial tensors. Start
 * from {@link dev.gradaudit.scenario.Scenario}. Tensors depend on the seed, the name and the index
 * only.
 */
@NullMarked
package dev.gradaudit.scenario;

import org.jspecify.annotations.NullMarked;
