pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
    versionCatalogs {
        create("libs") {
            from(files("../runtime/android/gradle/libs.versions.toml"))
        }
    }
}

rootProject.name = "edgeward-demo"

include(":app")
include(":edgeward")
project(":edgeward").projectDir = file("../runtime/android")
