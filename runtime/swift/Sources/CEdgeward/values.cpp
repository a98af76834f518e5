#pragma STDC FP_CONTRACT OFF  // Package.swift says why
#include "../../../src/values.cpp"
