import Measure

measure(poolCases + plainCases)
