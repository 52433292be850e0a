import time, cProfile, pstats
from tests.meta.world import build
def test_cost(house):
    t=time.process_time(); p=cProfile.Profile()
    build(house)
    print("CPU", time.process_time()-t)
