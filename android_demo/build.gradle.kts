// What both modules are built with, loaded once.

buildscript {
    repositories {
        google()
        mavenCentral()
    }
    dependencies {
        // Instead of the Kotlin that the Android plugin brings.
        classpath("org.jetbrains.kotlin:kotlin-gradle-plugin:${libs.versions.kotlin.get()}")
    }
}

plugins {
    alias(libs.plugins.android.application) apply false
    alias(libs.plugins.android.library) apply false
}
